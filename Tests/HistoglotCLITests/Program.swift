import Foundation
import Testing

/// The built program, run as a user runs it.
struct Program {
  struct Outcome {
    let exitCode: Int32
    /// Whether the program ended by itself; a trap or a crash ends it by a signal.
    let endedByItself: Bool
    let output: String
    let errors: String

    var errorLines: [Substring] { errors.split(separator: "\n") }
  }

  let url: URL

  /// The program that was built together with these tests.
  static let url = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
    .appendingPathComponent("histoglot")

  /// Whether there is one; where data is required it is required too, so that its tests fail and do not skip.
  static var isThere: Bool {
    url.map { FileManager.default.isExecutableFile(atPath: $0.path) } ?? false || dataIsRequired
  }

  static var dataIsRequired: Bool {
    ProcessInfo.processInfo.environment["HISTOGLOT_REQUIRE_DATA"] == "1"
  }

  init() throws { url = try #require(Self.url) }

  init(at url: URL) { self.url = url }

  func run(_ arguments: [String], in folder: URL? = nil) throws -> Outcome {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Files and no pipes: a pipe that is full would stop the program until somebody read it.
    let scratch = try ScratchFolder()
    let names = ["output", "errors"].map { scratch.url.appendingPathComponent($0) }
    let handles = try names.map { name in
      try Data().write(to: name)
      return try FileHandle(forWritingTo: name)
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    try process.run()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationStatus,
      endedByItself: process.terminationReason == .exit,
      output: try String(contentsOf: names[0], encoding: .utf8),
      errors: try String(contentsOf: names[1], encoding: .utf8))
  }

  func run(_ arguments: String..., in folder: URL? = nil) throws -> Outcome {
    try run(arguments, in: folder)
  }
}

/// A folder of a test's own, gone when the test is.
final class ScratchFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "histoglot-program-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }
}

/// Files that tests read.
enum Inputs {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A section that stands in the repository.
  static func fixture(_ name: String) -> String {
    root.appendingPathComponent("spatial-fixtures/\(name).h5ad").path
  }

  private static let data =
    ProcessInfo.processInfo.environment["HISTOGLOT_DATA"].map { URL(fileURLWithPath: $0) }
    ?? root.deletingLastPathComponent().appendingPathComponent("shared/data")

  /// One of the files that hold one encoding, or one fault, each.
  static func zoo(_ name: String) -> String {
    data.appendingPathComponent("h5ad-zoo/\(name)").path
  }

  static var zooIsThere: Bool {
    FileManager.default.fileExists(atPath: zoo("expected.json")) || Program.dataIsRequired
  }
}

/// The text encoder's weights, which are fetched once.
enum TextWeights {
  static let areThere: Bool = {
    let environment = ProcessInfo.processInfo.environment
    let cache =
      environment["HISTOGLOT_CACHE"]
      ?? (environment["XDG_CACHE_HOME"] ?? "\(NSHomeDirectory())/.cache") + "/histoglot"
    return FileManager.default.fileExists(
      atPath: cache + "/text-encoder/all-MiniLM-L6-v2/config.json") || Program.dataIsRequired
  }()
}

/// Models that the tests of refusals need, trained once.
struct TrainedModels: Sendable {
  let folder: ScratchFolder

  static let shared = Result { try TrainedModels() }

  var pretrained: String { folder.path("pretrained") }
  var labelled: String { folder.path("labelled") }

  private init() throws {
    folder = try ScratchFolder()
    let program = try Program()
    let section = Inputs.fixture("cortex-panels-panel1")
    let runs = [
      ["pretrain", section, "--preset", "tiny", "--epochs", "1", "-o", folder.path("pretrained")],
      [
        "finetune", section, "--model", folder.path("pretrained"), "--label", "region", "--epochs",
        "1", "-o", folder.path("labelled"),
      ],
    ]
    for arguments in runs {
      let outcome = try program.run(arguments)
      try #require(outcome.exitCode == 0, "\(arguments[0]): \(outcome.errors)")
    }
  }
}
