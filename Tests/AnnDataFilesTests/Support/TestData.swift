import Foundation
import Testing

/// Where the data of the tests is: HISTOGLOT_DATA, or `../shared/data` beside the package.
enum TestData {
  /// The folder, or nil where it is absent.
  static let folder: String? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path =
      ProcessInfo.processInfo.environment["HISTOGLOT_DATA"]
      ?? root.deletingLastPathComponent().appendingPathComponent("shared/data").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// Whether a missing folder is a failure.
  static let isRequired = ProcessInfo.processInfo.environment["HISTOGLOT_REQUIRE_DATA"] == "1"

  /// Whether tests that need the data run: not where it is absent and may be.
  static let isAvailable = folder != nil || isRequired

  /// The path of a file of the data.
  static func path(_ name: String) throws -> String {
    try #require(folder, "the data of the tests is required and absent") + "/" + name
  }

  /// The paths of the files of a folder of the data whose names end so, ascending.
  static func files(in name: String, ending suffix: String = ".h5ad") throws -> [String] {
    let path = try path(name)
    return try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(suffix) }.sorted().map { "\(path)/\($0)" }
  }

  /// The names of the files of a folder of the data; none where the data is absent.
  static func names(in folder: String) -> [String] {
    ((try? files(in: folder)) ?? []).map { $0.split(separator: "/").last.map(String.init) ?? $0 }
  }
}

/// Makes an empty folder under the system's temporary one.
func makeTemporaryFolder() throws -> String {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("histoglot-tests-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  return folder
}

/// Removes a folder and what is in it.
func removeFolder(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

/// A folder that is there while `body` runs.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = try makeTemporaryFolder()
  defer { removeFolder(folder) }
  return try body(folder)
}
