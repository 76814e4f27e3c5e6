import CHDF5
import Foundation

/// An object that libhdf5 lent us, given back when the handle goes out of scope.
///
/// Handles live and die inside `HDF5Library.locked`.
struct HDF5Handle: ~Copyable {
  let identifier: hid_t

  /// Takes what a call of libhdf5 returned; throws what `failure` makes of the library's own words where
  /// the call failed.
  init(_ identifier: hid_t, orThrow failure: (String) -> HDF5Error) throws {
    guard identifier >= 0 else { throw failure(HDF5Library.lastFailure().detail) }
    self.identifier = identifier
  }

  deinit { H5Idec_ref(identifier) }

  /// Gives the object back and throws where that fails: what was written to it may only now reach the disk.
  consuming func close(_ place: CallPlace) throws {
    let identifier = identifier
    discard self
    try place.check(H5Idec_ref(identifier))
  }
}

/// Where a call was made, for the error it may throw.
struct CallPlace {
  var file: String
  var element: ElementPath

  func error(_ reason: HDF5Error.Reason) -> HDF5Error {
    HDF5Error(file: file, element: element, reason: reason)
  }

  func failure(_ detail: String) -> HDF5Error {
    // libhdf5 passes the system's error on as text only.
    error(detail.contains("errno = \(ENOSPC),") ? .diskFull : .library(detail))
  }

  /// Takes a handle from a call of libhdf5.
  func handle(_ identifier: hid_t) throws -> HDF5Handle {
    try HDF5Handle(identifier, orThrow: failure)
  }

  /// Throws where a call of libhdf5 failed.
  @discardableResult
  func check<Status: SignedInteger>(_ status: Status) throws -> Status {
    guard status >= 0 else { throw failure(HDF5Library.lastFailure().detail) }
    return status
  }
}
