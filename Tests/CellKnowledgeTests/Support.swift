import CellKnowledge
import Foundation

/// Where the data of the tests is: HISTOGLOT_DATA, or `../shared/data` beside the package.
enum TestData {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["HISTOGLOT_DATA"] {
      return URL(fileURLWithPath: path)
    }
    return package.deletingLastPathComponent().appendingPathComponent("shared/data")
  }()

  /// The package's root.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func knowledge(_ name: String) -> String {
    folder.appendingPathComponent("knowledge").appendingPathComponent(name).path
  }

  /// Whether the data is there, or is required to be, so that tests fail and do not skip.
  static var isAvailable: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("knowledge").path)
      || ProcessInfo.processInfo.environment["HISTOGLOT_REQUIRE_DATA"] == "1"
  }
}

/// A folder of a test's own, gone when the test is.
final class ScratchFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-knowledge-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file and gives its path.
  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Data(text.utf8))
  }

  func file(_ name: String, _ data: Data) throws -> String {
    try data.write(to: url.appendingPathComponent(name))
    return path(name)
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }
}

extension KnowledgeStore {
  /// The term with this name.
  func term(named name: String) -> CellTerm? { terms.first { $0.name == name } }
}

/// The reason and line of the error that `body` throws; nil where it throws none.
func knowledgeError(_ body: () throws -> Void) -> KnowledgeError? {
  do {
    try body()
    return nil
  } catch {
    return error as? KnowledgeError
  }
}

/// The built-in store, made once.
enum BuiltInStore {
  private static let store = Result { try KnowledgeStore() }
  static func get() throws -> KnowledgeStore { try store.get() }
}
