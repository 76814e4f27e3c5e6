import ArgumentParser
import Autodiff

extension Precision: ExpressibleByArgument {}

/// What the encoder computes in.
struct PrecisionArguments: ParsableArguments {
  @Option(
    help:
      "Of the encoder's products: bf16 is faster and rounds more, where the processor has it and the program was built for it."
  )
  var precision: Precision = .fp32
}
