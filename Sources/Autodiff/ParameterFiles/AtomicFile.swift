import Foundation

/// Writes a file that is there whole or not at all: beside its place, synced, then renamed; the folder is
/// synced too. On failure nothing is left behind and what was there before stays; what a process leaves that is killed
/// while it writes, the next one overwrites: a model folder has one writer at a time.
package func writeAtomically(_ data: Data, to url: URL) throws {
  let temporary = url.deletingLastPathComponent().appendingPathComponent(
    ".\(url.lastPathComponent).partial")
  do {
    guard FileManager.default.createFile(atPath: temporary.path, contents: nil) else {
      throw CocoaError(.fileWriteNoPermission)
    }
    let handle = try FileHandle(forWritingTo: temporary)
    try handle.write(contentsOf: data)
    try handle.synchronize()
    try handle.close()
    if rename(temporary.path, url.path) != 0 {
      throw CocoaError(.fileWriteUnknown)
    }
    let folder = open(url.deletingLastPathComponent().path, O_RDONLY)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  } catch {
    try? FileManager.default.removeItem(at: temporary)
    throw ParameterFileError(path: url.path, reason: .unwritable(error.localizedDescription))
  }
}
