import Foundation

/// Puts a file in place in one step.
enum FileReplacement {
  /// Writes bytes beside `path` and renames them to it; on failure nothing is left beside it. Returns the
  /// system's error number, or nil for success.
  static func problem(writing bytes: [UInt8], to path: String) -> Int32? {
    let target = URL(fileURLWithPath: path)
    let beside = target.deletingLastPathComponent()
      .appendingPathComponent(".\(target.lastPathComponent).\(UUID().uuidString).part").path
    let file = open(beside, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    guard file >= 0 else { return errno }
    var problem = problem(writing: bytes, to: file)
    if problem == nil, fsync(file) != 0, errno != EINVAL { problem = errno }
    if close(file) != 0, problem == nil { problem = errno }
    if problem == nil, rename(beside, target.path) != 0 { problem = errno }
    if problem != nil { unlink(beside) }
    return problem
  }

  private static func problem(writing bytes: [UInt8], to file: Int32) -> Int32? {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      written += count
    }
    return nil
  }
}
