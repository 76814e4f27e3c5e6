import Foundation
import Testing

@Suite("Signals", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct InterruptionTests {
  private static let epochs = "6"

  private func arguments(_ output: String) -> [String] {
    [
      "pretrain", Inputs.fixture("cortex-panels-panel1"), "--preset", "tiny", "--epochs",
      Self.epochs, "--seed", "3", "-o", output,
    ]
  }

  /// Starts a run, sends the signal once its first epoch is in the log, and waits for the end.
  private func interrupt(_ output: String, with number: Int32) throws -> Int32 {
    let process = Process()
    process.executableURL = try Program().url
    process.arguments = arguments(output)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let log = URL(fileURLWithPath: output).appendingPathComponent("training.jsonl")
    let patience = Date().addingTimeInterval(120)
    while process.isRunning, Date() < patience {
      if let text = try? Data(contentsOf: log), !text.isEmpty { break }
      usleep(2_000)
    }
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    try #require(process.terminationReason == .exit)
    return process.terminationStatus
  }

  @Test(
    "A run that is stopped saves and ends with 75; resumed, it comes to the same weights",
    arguments: [SIGINT, SIGTERM])
  func stopped(number: Int32) throws {
    let scratch = try ScratchFolder()
    let whole = scratch.path("whole")
    #expect(try Program().run(arguments(whole)).exitCode == 0)
    let parts = scratch.path("parts")
    #expect(try interrupt(parts, with: number) == 75)
    let weights = "model.safetensors"
    let done = URL(fileURLWithPath: parts).appendingPathComponent(weights)
    #expect(!FileManager.default.fileExists(atPath: done.path), "it was stopped before its end")
    let resumed = try Program().run(arguments(parts) + ["--resume"])
    #expect(resumed.exitCode == 0, "\(resumed.errors)")
    let expected = try Data(
      contentsOf: URL(fileURLWithPath: whole).appendingPathComponent(weights))
    #expect(try Data(contentsOf: done) == expected)
  }

  @Test("Fine-tuning that is stopped says so, keeps what it has learned and ends with 75")
  func finetuning() throws {
    let scratch = try ScratchFolder()
    let model = scratch.path("model")
    let errors = scratch.url.appendingPathComponent("errors")
    try Data().write(to: errors)
    let process = Process()
    process.executableURL = try Program().url
    process.arguments = [
      "finetune", Inputs.fixture("cortex-panels-panel1"), "--model",
      try TrainedModels.shared.get().pretrained, "--label", "region", "--epochs", "10000", "-o",
      model,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let patience = Date().addingTimeInterval(120)
    // Said when everything has been read and the first epoch begins.
    while process.isRunning, Date() < patience {
      if try String(contentsOf: errors, encoding: .utf8).contains("validation:") { break }
      usleep(2_000)
    }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    try #require(process.terminationReason == .exit)
    #expect(process.terminationStatus == 75)
    let lines = try String(contentsOf: errors, encoding: .utf8).split(separator: "\n")
    #expect(lines.last?.contains("stopped before all epochs") == true, "\(lines)")
    #expect(lines.last?.contains("--overwrite") == true, "\(lines)")
    // The model is whole: it can be used at once.
    let annotated = try Program().run(
      "annotate", Inputs.fixture("cortex-panels-panel1"), "--model", model, "-o",
      scratch.path("out.h5ad"))
    #expect(annotated.exitCode == 0, "\(annotated.errors)")
  }
}
