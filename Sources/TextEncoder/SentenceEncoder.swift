import Autodiff
import Foundation
import ParallelLoops

/// Text → vector: WordPiece, BERT, and the mean over the tokens (Reimers & Gurevych 2019, EMNLP).
///
/// The same texts give the same bits on any number of threads. Belongs to one thread, which `vectors` has
/// others work for.
public struct SentenceEncoder<Scalar: Real> {
  public let tokenizer: WordPieceTokenizer
  public let configuration: BERTConfiguration
  /// How many of the last blocks can learn; all before them, and the embeddings, are frozen.
  public let tunableBlocks: Int
  /// All parameters, under the names of Hugging Face.
  public let store: ParameterStore<Scalar>
  let model: BERTModel<Scalar>

  /// Reads a Hugging Face folder: `config.json`, `vocab.txt`, `model.safetensors`.
  ///
  /// - Parameter tunableBlocks: how many of the last blocks can learn, at most all.
  /// - Throws: `TextEncoderError` or `ParameterFileError`, naming the file and what to do.
  public init(folder: URL, tunableBlocks: Int = 0) throws {
    configuration = try BERTConfiguration(folder: folder)
    precondition(
      tunableBlocks >= 0 && tunableBlocks <= configuration.blocks,
      "SentenceEncoder: \(tunableBlocks) tunable blocks of \(configuration.blocks)")
    self.tunableBlocks = tunableBlocks
    let vocabulary = folder.appendingPathComponent("vocab.txt")
    tokenizer = try WordPieceTokenizer(vocabulary: vocabulary, limit: configuration.limit)
    guard tokenizer.pieces <= configuration.pieces else {
      throw TextEncoderError(
        path: vocabulary.path,
        reason: .vocabularyTooLarge(words: tokenizer.pieces, rows: configuration.pieces))
    }
    store = ParameterStore()
    model = BERTModel(store.scope, configuration)
    let weights = folder.appendingPathComponent("model.safetensors")
    guard FileManager.default.fileExists(atPath: weights.path) else {
      throw TextEncoderError(path: weights.path, reason: .missingFile)
    }
    let file = try SafeTensorsFile(reading: weights)
    let prefix = file.entries.contains { $0.name.hasPrefix("bert.") } ? "bert." : ""
    try store.allocate(readingFrom: file, prefix: prefix)
    store.scaleRate(ofNamesWithPrefix: "", by: 0)
    for block in configuration.blocks - tunableBlocks..<configuration.blocks {
      store.scaleRate(ofNamesWithPrefix: BERTModel<Scalar>.prefix(ofBlock: block), by: 1)
    }
  }

  /// The length of a vector.
  public var width: Int { configuration.width }

  /// The vectors of texts, of length 1 unless asked for as they are; of any text, also an empty one.
  ///
  /// - Parameters:
  ///   - normalized: whether to bring each to length 1, so that a dot product is a cosine.
  ///   - workspace: whose threads share the texts.
  /// - Returns: `[texts, width]`. Complexity: O(tokens) and, within a text, O(tokens²).
  public func vectors(
    of texts: [String], normalized: Bool = true, in workspace: Workspace<Scalar>
  ) -> Matrix<Scalar> {
    let packs = PackedTexts.packs(of: texts.map(tokenizer.ids))
    return inPacks(packs, rows: packs.map(\.texts), in: workspace) { pack, tape in
      let hidden = states(of: pack, through: 0..<configuration.blocks, on: tape)
      return finished(hidden, starts: pack.starts, normalized: normalized)
    }
  }

  /// The states of packed texts after a range of blocks that begins with the first.
  func states(
    of pack: PackedTexts, through blocks: Range<Int>, on tape: Tape<Scalar>
  ) -> Variable<Scalar> {
    var hidden = model.embeddings(pack, on: tape)
    for block in model.blocks[blocks] { hidden = block(hidden, starts: pack.starts) }
    return hidden
  }

  /// From the states after the last block to vectors.
  func finished(
    _ hidden: Variable<Scalar>, starts: [Int], normalized: Bool
  ) -> Variable<Scalar> {
    let pooled = model.pooled(hidden, starts: starts)
    return normalized ? hidden.tape.normalizeRows(pooled) : pooled
  }

  /// Runs each pack on a thread and a tape of its own, and puts their rows one below the other.
  ///
  /// - Parameters:
  ///   - rows: how many rows each pack gives.
  ///   - body: makes the rows of a pack, `[rows, width]`.
  func inPacks(
    _ packs: [PackedTexts], rows: [Int], in workspace: Workspace<Scalar>,
    _ body: (_ pack: PackedTexts, _ tape: Tape<Scalar>) -> Variable<Scalar>
  ) -> Matrix<Scalar> {
    let places = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let out = workspace.uninitialized(places[places.count - 1], width)
    // A single pack has the threads to itself, within each operation.
    let workers =
      packs.count == 1
      ? [workspace]
      : (0..<min(workspace.loop.threads, packs.count)).map { _ in workspace.forOneWorker() }
    if packs.isEmpty { return out }
    ParallelLoop(threads: workers.count)(pieces: packs.count) { piece, worker in
      let tape = Tape(workers[worker], isRecording: false)
      let found = body(packs[piece], tape).value
      precondition(
        found.rows == rows[piece] && found.columns == width,
        "SentenceEncoder: [\(found.rows), \(found.columns)] for [\(rows[piece]), \(width)]")
      (out.pointer + places[piece] * width).update(from: found.pointer, count: found.count)
    }
    return out
  }
}
