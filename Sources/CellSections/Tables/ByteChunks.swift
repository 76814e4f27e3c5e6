import Foundation

/// Bytes of a file, a piece at a time.
package struct ByteChunks {
  /// The next bytes; nil at the end.
  package let next: () throws -> [UInt8]?

  package init(next: @escaping () throws -> [UInt8]?) {
    self.next = next
  }

  /// The bytes of an uncompressed file. Throws where it cannot be opened or read.
  package init(file path: String, chunkSize: Int = 1 << 20) throws {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    next = {
      guard let data = try handle.read(upToCount: chunkSize), !data.isEmpty else { return nil }
      return [UInt8](data)
    }
  }

  /// Bytes in memory, in chunks of a given size.
  package init(bytes: [UInt8], chunkSize: Int = 1 << 20) {
    var position = 0
    next = {
      guard position < bytes.count else { return nil }
      let end = min(position + chunkSize, bytes.count)
      defer { position = end }
      return Array(bytes[position..<end])
    }
  }
}
