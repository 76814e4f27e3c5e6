import ArgumentParser

/// How `evaluate --retrieval` asks.
struct RetrievalArguments: ParsableArguments {
  @Flag(
    help:
      "Ask an aligned model for texts by cells and for cells by texts, and give recall at 1, 5 and 10 with chance."
  )
  var retrieval = false

  @Option(help: "The aligned model that is asked.")
  var model: String?

  @Option(help: "Cells of a pool, drawn at random.")
  var pool: Int = 256

  @Option(help: "How many pools are drawn; scores are their mean.")
  var pools: Int = 100

  @Option(help: "The seed of the pools.")
  var seed: UInt64 = 0

  func validate() throws {
    if retrieval, model == nil {
      throw ValidationError("--retrieval asks a model: name one that was aligned, with --model.")
    }
    if !retrieval, model != nil {
      throw ValidationError("--model goes with --retrieval.")
    }
    if pool < 2 { throw ValidationError("--pool must be at least 2.") }
    if pools < 1 { throw ValidationError("--pools must be at least 1.") }
  }
}
