import Foundation
import Synchronization

/// A web server on this machine that answers every request with what `answer` gives, for as long as it lives.
final class LocalServer: Sendable {
  /// The bytes to send back for a request's whole text; nil to say nothing and keep the line open.
  typealias Answer = @Sendable (String) -> Data?

  let port: UInt16
  private let socketNumber: Int32
  private let seen = Mutex<[String]>([])
  private let answer: Answer

  var requests: [String] { seen.withLock { $0 } }
  var address: String { "http://127.0.0.1:\(port)/v1" }

  struct Failure: Error {}

  init(_ answer: @escaping Answer) throws {
    self.answer = answer
    let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listening, $0, length) == 0 && getsockname(listening, $0, &length) == 0
      }
    }
    guard listening >= 0, isBound, listen(listening, 8) == 0 else { throw Failure() }
    socketNumber = listening
    port = UInt16(bigEndian: place.sin_port)
    Thread { [weak self] in
      while true {
        let connection = accept(listening, nil, nil)
        guard connection >= 0, let self else { return }
        self.serve(connection)
      }
    }.start()
  }

  deinit {
    shutdown(socketNumber, Int32(SHUT_RDWR))
    close(socketNumber)
  }

  private func serve(_ connection: Int32) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while !isWhole(bytes) {
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    let request = String(decoding: bytes, as: UTF8.self)
    seen.withLock { $0.append(request) }
    guard let answer = answer(request) else {
      // The other side gives up first.
      _ = read(connection, &buffer, 1)
      close(connection)
      return
    }
    answer.withUnsafeBytes { all in
      var sent = 0
      while sent < all.count {
        let count = send(
          connection, all.baseAddress! + sent, all.count - sent, Int32(MSG_NOSIGNAL))
        guard count > 0 else { break }
        sent += count
      }
    }
    close(connection)
  }

  /// Whether the header and as many bytes of the body as it names are there.
  private func isWhole(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return false }
    let header = text[..<end.lowerBound].lowercased()
    let length =
      header.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
    return text[end.upperBound...].utf8.count >= length
  }

  /// An answer of HTTP with this status and body.
  static func response(_ status: Int, _ body: String, header: String = "") -> Data {
    Data(
      "HTTP/1.1 \(status) Status\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\(header)\r\n\(body)"
        .utf8)
  }

  /// A chat completion with this content.
  static func completion(_ content: String) throws -> Data {
    let body = try JSONSerialization.data(withJSONObject: [
      "choices": [["message": ["role": "assistant", "content": content]]]
    ])
    return response(200, String(decoding: body, as: UTF8.self))
  }
}
