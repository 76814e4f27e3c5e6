import ArgumentParser
import TextEncoder

/// Where sentences become vectors.
struct TextArguments: ParsableArguments {
  @Option(
    help: "A Hugging Face folder of a BERT encoder (default: what tools/fetch-text-encoder got).")
  var textEncoder: String?

  func encoder() throws -> SentenceEncoder<Float> {
    try SentenceEncoder(folder: TextEncoderLocation.find(path: textEncoder))
  }
}
