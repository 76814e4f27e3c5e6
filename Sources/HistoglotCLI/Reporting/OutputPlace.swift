import Foundation
import Histoglot

/// Finds out before the work whether a file can be written.
func requireWritable(_ path: String) throws {
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
  var isDirectory: ObjCBool = false
  guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isDirectory),
    isDirectory.boolValue
  else { throw CommandError.noFolder(path) }
  guard FileManager.default.isWritableFile(atPath: folder.path) else {
    throw CommandError.noPermission(path)
  }
}

/// Refuses to write over a model by accident, and finds out before the work whether the folder can be made.
/// Makes nothing: an input that is refused leaves nothing behind.
func requireFree(modelFolder folder: URL, overwriting: Bool) throws {
  let manager = FileManager.default
  let names = (try? manager.contentsOfDirectory(atPath: folder.path)) ?? []
  if names.contains("config.json") || names.contains("checkpoints"), !overwriting {
    throw ModelError(path: folder.path, reason: .occupied)
  }
  // The nearest folder above that is there is where folders will be made.
  var above = folder.standardizedFileURL
  var isDirectory: ObjCBool = false
  while !manager.fileExists(atPath: above.path, isDirectory: &isDirectory), above.path != "/" {
    above.deleteLastPathComponent()
  }
  guard isDirectory.boolValue else {
    throw ModelError(path: folder.path, reason: .unwritable("\(above.path) is a file"))
  }
  guard manager.isWritableFile(atPath: above.path) else {
    throw ModelError(
      path: folder.path, reason: .unwritable("no permission to write into \(above.path)"))
  }
}
