import CHDF5
import Foundation
import ParallelLoops

/// An HDF5 file opened for reading.
///
/// What goes in and what comes out are plain values, checked: paths, descriptions, typed arrays. Calls from
/// several threads wait for one another, because libhdf5 is not safe under threads.
public final class HDF5File: Sendable {
  /// The path as it was given.
  public let path: String
  /// How far values may outgrow their stored bytes.
  public let limits: ReadLimits
  /// How many threads unpack values; no result depends on it.
  public let threads: Int
  /// The size of the file in bytes.
  public let byteCount: Int
  let identifier: hid_t
  /// The properties every object is opened with: external links fail.
  let linkAccess: hid_t
  /// Whether the file is closed with this value.
  private let isOwner: Bool

  /// Opens a file for reading.
  ///
  /// Throws an `HDF5Error`: missing, a folder, not permitted, not HDF5, truncated, or what libhdf5 says.
  public init(
    path: String, limits: ReadLimits = ReadLimits(),
    threads: Int = coreCount
  ) throws {
    self.path = path
    self.limits = limits
    self.threads = threads
    isOwner = true
    let place = CallPlace(file: path, element: .root)
    byteCount = try Self.checkedSize(of: path)
    (identifier, linkAccess) = try HDF5Library.locked {
      guard H5Fis_hdf5(path) > 0 else { throw place.error(.notHDF5) }
      let access = try place.handle(H5Pcreate(chdf5_file_access_class()))
      try place.check(chdf5_lock_where_possible(access.identifier))
      let identifier = H5Fopen(path, chdf5_read_only(), access.identifier)
      guard identifier >= 0 else {
        let failure = HDF5Library.lastFailure()
        throw place.error(
          failure.isTruncated
            ? .truncated(detail: failure.detail) : .library(failure.detail))
      }
      return (identifier, try Self.linkAccess(place))
    }
  }

  /// Reads through a file that a writer has open, for as long as it has.
  init(sharing identifier: hid_t, path: String) throws {
    self.path = path
    limits = ReadLimits()
    threads = 1
    isOwner = false
    byteCount = Int.max
    self.identifier = identifier
    let place = CallPlace(file: path, element: .root)
    linkAccess = try HDF5Library.locked {
      return try Self.linkAccess(place)
    }
  }

  deinit {
    HDF5Library.locked {
      _ = H5Idec_ref(linkAccess)
      if isOwner { _ = H5Idec_ref(identifier) }
    }
  }

  private static func linkAccess(_ place: CallPlace) throws -> hid_t {
    let linkAccess = try place.check(H5Pcreate(chdf5_link_access_class()))
    try place.check(chdf5_refuse_external_links(linkAccess))
    return linkAccess
  }

  /// The size of a file that is there, is no folder and may be read.
  private static func checkedSize(of path: String) throws -> Int {
    let place = CallPlace(file: path, element: .root)
    var status = stat()
    guard stat(path, &status) == 0 else {
      switch errno {
      case ENOENT, ENOTDIR: throw place.error(.fileMissing)
      case EACCES: throw place.error(.notPermitted)
      default: throw place.error(.system(String(cString: strerror(errno))))
      }
    }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw place.error(.isFolder) }
    guard access(path, R_OK) == 0 else { throw place.error(.notPermitted) }
    return Int(status.st_size)
  }
}
