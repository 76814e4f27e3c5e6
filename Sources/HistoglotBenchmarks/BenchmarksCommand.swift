import ArgumentParser
import Autodiff

/// Speed of single parts. Not for users: it stands beside the program, not in it.
@main
struct BenchmarksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "HistoglotBenchmarks",
    abstract: "Measures how fast single parts are.",
    subcommands: [
      LimitsBenchmark.self, OperationsBenchmark.self, ModelBenchmark.self, AttentionBenchmark.self,
      TextEncoderBenchmark.self,
    ])

  static func main() {
    LinearAlgebra.restartIfKernelsAreOfAnotherAge()
    main(nil)
  }
}
