import ArgumentParser
import Foundation
import TextEncoder

/// Where sentences become vectors.
struct TextArguments: ParsableArguments {
  @Option(
    help: "A Hugging Face folder of a BERT encoder (default: what tools/fetch-text-encoder got).")
  var textEncoder: String?

  func folder() throws -> URL { try TextEncoderLocation.find(path: textEncoder) }

  func encoder() throws -> SentenceEncoder<Float> { try SentenceEncoder(folder: folder()) }
}
