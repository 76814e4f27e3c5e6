import CellKnowledge
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
  try requireNotProtected(path)
}

/// Refuses a file without any permission to write: results are renamed to their place, which asks for no permission of
/// the file itself, and a superuser has every one.
func requireNotProtected(_ path: String) throws {
  let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  guard let facts = try? FileManager.default.attributesOfItem(atPath: file),
    facts[.type] as? FileAttributeType == .typeRegular,
    let permissions = (facts[.posixPermissions] as? NSNumber)?.intValue
  else { return }
  if permissions & 0o222 == 0 || !FileManager.default.isWritableFile(atPath: file) {
    throw CommandError.writeProtected(path)
  }
}

/// Finds out before the work whether a knowledge base can be written: not over a file that is none, such as one of the
/// tables it is built from.
func requireWritable(knowledgeBase path: String) throws {
  try requireWritable(path)
  if !KnowledgeStore.mayReplace(path) {
    throw CommandError.wouldReplace(
      path, what: "the file that is there, which is no knowledge base,")
  }
}

/// Finds out before the work whether a picture can be written: not over a file that is none, such as the input or a
/// model's weights, nor where another result of the same command goes.
func requireWritable(picture path: String, apartFrom others: [String] = []) throws {
  try requireWritable(path, apartFrom: others)
  guard let file = FileHandle(forReadingAtPath: path) else { return }
  defer { try? file.close() }
  let start = (try? file.read(upToCount: 8)) ?? Data()
  if !start.isEmpty, start != Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
    throw CommandError.wouldReplace(path, what: "the file that is there, which is no PNG,")
  }
}

/// Finds out before the work whether a file can be written that must not replace any of some others.
func requireWritable(_ path: String, apartFrom others: [String]) throws {
  try requireWritable(path)
  func place(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
  for other in others where place(other) == place(path) {
    throw CommandError.wouldReplace(path, what: "what this command reads or writes there")
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
  for name in names { try requireNotProtected(folder.appendingPathComponent(name).path) }
  if let problem = problem(making: folder) {
    throw ModelError(path: folder.path, reason: .unwritable(problem))
  }
}

/// Finds out before the work whether files can be written into a folder that may have to be made. Makes nothing.
///
/// - Parameter names: the files that are written there.
func requireWritable(folder path: String, names: [String]) throws {
  let folder = URL(fileURLWithPath: path)
  let (above, isDirectory) = nearest(above: folder)
  if !isDirectory {
    throw CommandError.fileInPlaceOfFolder(
      path, file: above.path == folder.standardizedFileURL.path ? path : above.path)
  }
  if let problem = problem(making: folder) {
    throw CommandError.notWritten(path, why: problem)
  }
  for name in names { try requireNotProtected((path.hasSuffix("/") ? path : path + "/") + name) }
}

/// Why a folder cannot be made or written into; nil where it can.
private func problem(making folder: URL) -> String? {
  let (above, isDirectory) = nearest(above: folder)
  if !isDirectory { return "\(above.path) is a file" }
  return FileManager.default.isWritableFile(atPath: above.path)
    ? nil : "no permission to write into \(above.path)"
}

/// The nearest place at or above a folder that is there, which is where folders will be made.
private func nearest(above folder: URL) -> (place: URL, isDirectory: Bool) {
  var above = folder.standardizedFileURL
  var isDirectory: ObjCBool = false
  while !FileManager.default.fileExists(atPath: above.path, isDirectory: &isDirectory),
    above.path != "/"
  {
    above.deleteLastPathComponent()
  }
  return (above, isDirectory.boolValue)
}
