import ArgumentParser
import Foundation
import ParallelLoops

/// How every part is measured.
struct MeasuringOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "Threads.")
  var threads = coreCount

  @Option(help: "Repetitions after one to warm up.")
  var repeats = 5

  func validate() throws {
    if threads < 1 || repeats < 1 {
      throw ValidationError("--threads and --repeats must be at least 1.")
    }
  }
}
