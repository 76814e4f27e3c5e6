import Foundation

/// The names in a folder, and how vendors' files are found among them.
struct FolderContents {
  let path: String
  /// Ascending.
  let names: [String]

  init(_ path: String) throws(PlatformError) {
    self.path = path
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      throw PlatformError(file: path, reason: .unreadable("the folder cannot be read"))
    }
  }

  /// The path of the first file whose name is one of these.
  func file(_ candidates: String...) -> String? {
    candidates.first(where: names.contains).map { "\(path)/\($0)" }
  }

  /// The path of the first file whose name ends in one of these, as runs put their own name in front.
  func file(endingIn suffixes: String...) -> String? {
    for suffix in suffixes {
      if let name = names.first(where: { $0.hasSuffix(suffix) }) { return "\(path)/\(name)" }
    }
    return nil
  }

  /// The contents of a folder in this one, where there is one of this name.
  func folder(_ name: String) -> FolderContents? {
    names.contains(name) ? try? FolderContents("\(path)/\(name)") : nil
  }
}
