import ArgumentParser
import Autodiff
import Foundation

/// What the machine can do at most.
struct LimitsBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract:
      "The arithmetic of a large matrix product and the bandwidth of a copy; one line of JSON.",
    discussion: """
      Example:
        swift run -c release HistoglotBenchmarks limits --threads 2
      """)

  @Option(help: "Rows and columns of the matrices that are multiplied.")
  var size = 4096

  @OptionGroup var measuring: MeasuringOptions

  private struct Line: Encodable {
    var core: String
    var threads: Int
    var load: Double
    var sgemmGigaflops: Double
    var copyGigabytesPerSecond: Double
  }

  func validate() throws {
    if size < 1 { throw ValidationError("--size must be at least 1.") }
  }

  func run() throws {
    let limits = MachineLimits(
      size: size, threads: measuring.threads, repeats: measuring.repeats)
    try Line(
      core: LinearAlgebra.coreName, threads: measuring.threads, load: MachineLimits.load,
      sgemmGigaflops: limits.sgemmGigaflops, copyGigabytesPerSecond: limits.copyGigabytesPerSecond
    ).printLine()
  }
}
