import ArgumentParser
import Autodiff
import Foundation

/// Each operation that a step is made of, beside what bounds it.
struct OperationsBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operations",
    abstract: "Single operations against the arithmetic and the bandwidth of the machine.",
    discussion: """
      The limit of an operation is the time of its bytes in a large copy or of its arithmetic in a large matrix product, \
      whichever is longer, both measured in the same run. Bytes are those of operands read once and of results written \
      once; what lies in a cache is read faster than that, so that a share may exceed 100 %.

      Example:
        swift run -c release HistoglotBenchmarks operations
      """)

  @Option(help: "Cells.")
  var cells = 20_000

  @Option(help: "Columns; a multiple of 64, the columns of a head.")
  var width = 384

  @Flag(help: "One line of JSON instead of a table.")
  var json = false

  @OptionGroup var measuring: MeasuringOptions

  func validate() throws {
    if cells < 32 || width < 64 || width % 64 != 0 {
      throw ValidationError("--cells must be at least 32, --width a multiple of 64.")
    }
  }

  private struct Figure: Encodable {
    let operation: String
    let shape: String
    let seconds: Double
    let gigabytesPerSecond: Double
    let gigaflops: Double
    /// How much of the machine's limit is reached.
    let share: Double
    /// What the limit is.
    let boundBy: String
  }

  private struct Report: Encodable {
    let core: String
    let threads: Int
    let load: Double
    let limits: MachineLimits
    let operations: [Figure]
  }

  func run() throws {
    let limits = MachineLimits(threads: measuring.threads, repeats: measuring.repeats)
    let bench = MeasuredOperations(cells: cells, width: width, threads: measuring.threads)
    let figures = bench.all.map { operation in
      let seconds = Stopwatch(repeats: measuring.repeats, operation.work).wall[0]
      return Figure(
        operation: operation.name, shape: operation.shape, seconds: seconds,
        gigabytesPerSecond: operation.bytes / seconds / 1e9,
        gigaflops: operation.operations / seconds / 1e9,
        share: limits.seconds(bytes: operation.bytes, operations: operation.operations) / seconds,
        boundBy: operation.bytes / limits.copyGigabytesPerSecond
          > operation.operations / limits.sgemmGigaflops ? "copy" : "sgemm")
    }
    let report = Report(
      core: LinearAlgebra.coreName, threads: measuring.threads, load: MachineLimits.load,
      limits: limits,
      operations: figures)
    if json {
      try report.printLine()
    } else {
      printTable(report)
    }
  }

  private func printTable(_ report: Report) {
    func rounded(_ value: Double, _ digits: Int) -> String {
      String(format: "%.\(digits)f", value)
    }
    print(
      "OpenBLAS core \(report.core), \(report.threads) threads, load \(rounded(report.load, 1)); "
        + "sgemm \(rounded(report.limits.sgemmGigaflops, 0)) GFLOP/s, "
        + "copy \(rounded(report.limits.copyGigabytesPerSecond, 1)) GB/s")
    for figure in report.operations {
      print(
        "\(figure.operation), \(figure.shape): \(rounded(figure.seconds * 1e3, 2)) ms, "
          + "\(rounded(figure.gigabytesPerSecond, 1)) GB/s, \(rounded(figure.gigaflops, 0)) GFLOP/s, "
          + "\(rounded(figure.share * 100, 0)) % of \(figure.boundBy)")
    }
  }
}
