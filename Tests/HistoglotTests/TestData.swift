import Foundation

/// Where the real sections are: HISTOGLOT_DATA, or `../shared/data` beside the package.
enum TestData {
  private static let folder =
    ProcessInfo.processInfo.environment["HISTOGLOT_DATA"].map { URL(fileURLWithPath: $0) }
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data")

  static func section(_ name: String) -> String {
    folder.appendingPathComponent("sections/\(name).h5ad").path
  }

  /// Where data is required its absence is a failure and not a skip.
  static var isThere: Bool {
    FileManager.default.fileExists(atPath: section("starmap_mpfc_dev"))
      || ProcessInfo.processInfo.environment["HISTOGLOT_REQUIRE_DATA"] == "1"
  }
}
