import Foundation
import Testing

/// The data folder: `HISTOGLOT_DATA`, or `../shared/data` beside the package.
enum TestData {
  static let folder: String = {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return ProcessInfo.processInfo.environment["HISTOGLOT_DATA"]
      ?? package.appendingPathComponent("../shared/data").standardizedFileURL.path
  }()

  /// Where `HISTOGLOT_REQUIRE_DATA` is 1, tests run, and fail, without the data.
  static var isAvailable: Bool {
    ProcessInfo.processInfo.environment["HISTOGLOT_REQUIRE_DATA"] == "1"
      || FileManager.default.fileExists(atPath: folder)
  }

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// A folder for a test's own files, taken away at its end.
  static func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("histoglot-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }
}
