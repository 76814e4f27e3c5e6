import ArgumentParser
import Autodiff
import Foundation
import ParallelLoops
import TextEncoder

/// Sentences a second of the default text encoder.
struct TextEncoderBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text-encoder",
    abstract: "Sentences a second of the text encoder.",
    discussion: """
      Example:
        swift run -c release HistoglotBenchmarks text-encoder --sentences 2000
      """)

  @Option(help: "How many sentences a run encodes.")
  var sentences = 2_000

  @Option(help: "How many runs.")
  var runs = 5

  @Option(name: [.short, .long], help: "Threads.")
  var threads = coreCount

  @Option(help: "A Hugging Face folder (default: what tools/fetch-text-encoder got).")
  var textEncoder: String?

  private static let words = """
    the layer of cortex where large pyramidal neurons project to spinal cord and receive input from thalamus \
    beside interneurons that express parvalbumin near vessels with astrocytes and microglia
    """.split(separator: " ")

  func validate() throws {
    if sentences < 1 || runs < 1 || threads < 1 {
      throw ValidationError("--sentences, --runs and --threads must be at least 1.")
    }
  }

  func run() throws {
    let encoder = try SentenceEncoder<Float>(folder: TextEncoderLocation.find(path: textEncoder))
    var generator = SeededGenerator(seed: 1)
    let texts = (0..<sentences).map { _ in
      (0..<Int.random(in: 18...32, using: &generator)).map { _ in
        String(Self.words[Int.random(in: 0..<Self.words.count, using: &generator)])
      }.joined(separator: " ")
    }
    let tokens = texts.reduce(0) { $0 + encoder.tokenizer.ids(of: $1).count }
    print("\(sentences) sentences of \(tokens / sentences) tokens on average, \(threads) threads")
    let workspace = Workspace<Float>(threads: threads)
    _ = encoder.vectors(of: Array(texts.prefix(64)), in: workspace)
    let speeds = (0..<runs).map { run in
      let started = ContinuousClock.now
      _ = encoder.vectors(of: texts, in: workspace)
      let speed = Double(sentences) / ((ContinuousClock.now - started) / .seconds(1))
      print("run \(run + 1): \(Int(speed.rounded())) sentences/s")
      return speed
    }.sorted()
    print(
      "median \(Int(speeds[speeds.count / 2].rounded())), \(Int(speeds[0].rounded())) to \(Int((speeds.last ?? 0).rounded())) sentences/s"
    )
  }
}
