import Foundation
import Histoglot

/// Genes that a command line names: in words, or in a file.
struct GeneNames {
  let names: [String]

  /// - Parameter text: names with commas between, or the path of a file with one on each line.
  init(_ text: String) throws {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: text, isDirectory: &isFolder)
    let separators: Set<Character> = isThere ? ["\n", "\r\n", "\t", ","] : [","]
    var list = text
    if isThere {
      guard !isFolder.boolValue, let data = FileManager.default.contents(atPath: text),
        let contents = String(data: data, encoding: .utf8)
      else { throw CommandError.unreadableTable(text, why: "cannot be read as text") }
      list = contents
    }
    names = list.split { separators.contains($0) }
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    if names.isEmpty { throw ImputationError(place: "--genes", reason: .noGenesNamed) }
  }
}
