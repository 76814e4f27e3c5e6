import ArgumentParser
import Autodiff

/// Whether a command tells what its stages took.
struct ProfileArguments: ParsableArguments {
  @Flag(
    help:
      "Say on stderr what each stage took: seconds, processors, memory, GFLOP/s of dense products, GB/s of files."
  )
  var profile = false

  /// What measures; nil where nobody asks.
  func begin() -> StageProfile? { profile ? StageProfile() : nil }
}
