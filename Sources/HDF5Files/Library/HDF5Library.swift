import CHDF5
import Foundation

/// The one door to libhdf5, which is not safe under threads: every call is made inside `locked`.
///
/// The library's state is global to the process, so its lock has to be as well.
enum HDF5Library {
  private static let lock = NSRecursiveLock()

  /// Runs before the first call: libhdf5 must not close files at exit, because 1.10.8 crashes there after
  /// a write to a full disk failed.
  private static let isPrepared: Bool = {
    H5dont_atexit()
    return H5open() >= 0 && LZFFilter.register()
  }()

  /// Runs `body` while no other thread is in the library, with libhdf5's printing of errors turned off.
  static func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    precondition(isPrepared, "libhdf5 does not start")
    silenceErrors()
    return try body()
  }

  /// Keeps libhdf5 from printing errors: at every entry, as in thread-safe builds the error stack belongs to the thread.
  static func silenceErrors() { H5Eset_auto2(chdf5_error_stack(), nil, nil) }

  /// What the last failed call said, most specific first, and whether it was a truncated file.
  static func lastFailure() -> (detail: String, isTruncated: Bool) {
    var failure = (detail: "", isTruncated: false)
    withUnsafeMutablePointer(to: &failure) { pointer in
      _ = H5Ewalk2(
        chdf5_error_stack(), H5E_WALK_UPWARD,
        { _, entry, context in
          guard let entry, let context else { return 0 }
          let failure = context.assumingMemoryBound(to: (detail: String, isTruncated: Bool).self)
          if failure.pointee.detail.isEmpty, let text = entry.pointee.desc {
            failure.pointee.detail = String(cString: text)
          }
          if entry.pointee.min_num == chdf5_error_truncated() { failure.pointee.isTruncated = true }
          return 0
        }, UnsafeMutableRawPointer(pointer))
    }
    if failure.detail.isEmpty { failure.detail = "no reason given" }
    return failure
  }
}
