import Foundation

/// A file made beside its target that takes the target's place only when it is complete.
///
/// Whatever fails before `commit()` returned, the target is as it was, and the temporary is gone once this
/// value is. The target's folder must exist and be writable.
public final class FileReplacement {
  /// The path as it was given.
  private let givenPath: String
  /// What is replaced: the file behind the given path where that is a symbolic link.
  public let target: String
  /// Where to write.
  public let temporary: String
  private var isCommitted = false

  /// Reserves a temporary file beside `target`.
  public init(target givenPath: String) throws {
    self.givenPath = givenPath
    let place = CallPlace(file: givenPath, element: .root)
    var status = stat()
    let exists = stat(givenPath, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw place.error(.isFolder) }
    target = exists ? Self.realPath(givenPath) ?? givenPath : givenPath
    // The mode of the file that is replaced, or what the user's mask makes of the usual one.
    let mode = exists ? status.st_mode & 0o777 : 0o666
    temporary = try Self.reserve(beside: target, mode: mode, place)
    if exists { _ = chmod(temporary, mode) }
  }

  /// Makes an empty file in the target's folder under a name that was free, after clearing away what processes of
  /// this machine that are no more have left there of the same target.
  private static func reserve(
    beside target: String, mode: mode_t, _ place: CallPlace
  ) throws -> String {
    guard let name = target.split(separator: "/").last, !target.hasSuffix("/") else {
      throw place.error(.isFolder)
    }
    let folder = folder(of: target)
    let partials = PartialNames(target: String(name))
    for stale in partials.stale(among: namesOfFiles(in: folder)) { unlink("\(folder)/\(stale)") }
    for attempt in 0..<1000 {
      let path = "\(folder)/\(partials.name(attempt))"
      let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY, mode)
      if descriptor >= 0 {
        close(descriptor)
        return path
      }
      guard errno == EEXIST else { break }
    }
    throw failure(place)
  }

  private static func namesOfFiles(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  deinit { if !isCommitted { unlink(temporary) } }

  /// Fills the temporary with the bytes of another file.
  func copyBytes(of source: String) throws {
    let input = open(source, O_RDONLY)
    guard input >= 0 else { throw Self.failure(CallPlace(file: source, element: .root)) }
    defer { close(input) }
    let place = CallPlace(file: givenPath, element: .root)
    let output = open(temporary, O_WRONLY | O_TRUNC)
    guard output >= 0 else { throw Self.failure(place) }
    defer { close(output) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(input, &buffer, buffer.count)
      if count == 0 { return }
      guard count > 0 else { throw Self.failure(CallPlace(file: source, element: .root)) }
      var written = 0
      while written < count {
        let step = buffer.withUnsafeBytes { bytes in
          bytes.baseAddress.map { write(output, $0 + written, count - written) } ?? 0
        }
        guard step > 0 else { throw Self.failure(place) }
        written += step
      }
    }
  }

  /// Makes a new HDF5 file of the temporary, with room for `bytes` reserved.
  public func makeNew(reserving bytes: Int) throws -> HDF5Writer {
    try HDF5Writer(creating: temporary, for: givenPath).close()
    try reserve(bytes: bytes)
    return try HDF5Writer(updating: temporary, for: givenPath)
  }

  /// Makes a copy of an HDF5 file of the temporary, open for changes, with room for `bytes` reserved.
  public func makeCopy(of source: String, reserving bytes: Int) throws -> HDF5Writer {
    try copyBytes(of: source)
    try reserve(bytes: bytes)
    return try HDF5Writer(updating: temporary, for: givenPath)
  }

  /// Makes the temporary at least `bytes` long, all of them on the disk.
  ///
  /// libhdf5 1.10.8 crashes in places where a write fails, so a full disk has to be met before it writes.
  /// On closing it cuts a file to what it uses. Systems that cannot reserve space take their chance.
  private func reserve(bytes: Int) throws {
    #if os(Linux)
      let place = CallPlace(file: givenPath, element: .root)
      let descriptor = open(temporary, O_RDWR)
      guard descriptor >= 0 else { throw Self.failure(place) }
      defer { close(descriptor) }
      let status = posix_fallocate(descriptor, 0, off_t(bytes))
      if status == ENOSPC || status == EDQUOT { throw place.error(.diskFull) }
      if status == EFBIG { throw place.error(.system(String(cString: strerror(EFBIG)))) }
    #endif
  }

  /// Brings the temporary to the disk and puts it in the target's place.
  public func commit() throws {
    let place = CallPlace(file: givenPath, element: .root)
    try Self.synchronise(temporary, place)
    guard rename(temporary, target) == 0 else { throw Self.failure(place) }
    isCommitted = true
    try Self.synchronise(Self.folder(of: target), place)
  }

  private static func synchronise(_ path: String, _ place: CallPlace) throws {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failure(place) }
    defer { close(descriptor) }
    // Some network file systems cannot synchronise a folder; the rename has happened all the same.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(place) }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func failure(_ place: CallPlace) -> HDF5Error {
    switch errno {
    case ENOSPC, EDQUOT: place.error(.diskFull)
    case EACCES, EPERM, EROFS: place.error(.notPermitted)
    case ENOENT, ENOTDIR: place.error(.fileMissing)
    default: place.error(.system(String(cString: strerror(errno))))
    }
  }
}
