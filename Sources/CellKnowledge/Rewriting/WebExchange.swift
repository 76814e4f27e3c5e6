import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request and its answer, waited for, with limits to its time and size.
final class WebExchange: NSObject, URLSessionDataDelegate, Sendable {
  private struct State {
    var status = 0
    var body = Data()
    var problem: String?
  }

  private static let sizeLimit = 1 << 20
  private let timeout: TimeInterval
  private let state = Mutex(State())
  private let done = DispatchSemaphore(value: 0)

  init(timeout: TimeInterval) { self.timeout = timeout }

  /// The status and body. Throws where there is no answer in time, or too much of it.
  func run(_ request: URLRequest, address: URL) throws(KnowledgeError) -> (Int, Data) {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeout
    configuration.timeoutIntervalForResource = timeout
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    session.dataTask(with: request).resume()
    // A little longer than the session itself waits, in case it should not tell of its end.
    let isLate = done.wait(timeout: .now() + timeout + 5) == .timedOut
    session.invalidateAndCancel()
    let (status, body, problem) = state.withLock { ($0.status, $0.body, $0.problem) }
    if let problem = isLate ? "it does not answer" : problem {
      throw KnowledgeError(file: address.absoluteString, reason: .endpoint(problem))
    }
    return (status, body)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping (URLRequest?) -> Void
  ) {
    // The redirection itself is then the answer, of a status that is refused.
    completionHandler(nil)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let isTooMuch = state.withLock { state in
      guard state.body.count + data.count <= Self.sizeLimit else {
        state.problem = "its answer is longer than \(Self.sizeLimit) bytes"
        return true
      }
      state.body.append(data)
      return false
    }
    if isTooMuch { dataTask.cancel() }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    state.withLock { state in
      state.status = (task.response as? HTTPURLResponse)?.statusCode ?? 0
      if let error, state.problem == nil {
        let isLate = (error as? URLError)?.code == .timedOut
        state.problem = isLate ? "it does not answer in time" : "\(error.localizedDescription)"
      }
    }
    done.signal()
  }
}
