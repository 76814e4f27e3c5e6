import Autodiff

/// Texts as the frozen part of an encoder leaves them: computed once, used in every step of a fine-tuning.
public struct FrozenStates<Scalar: Real> {
  /// `[tokens, width]`
  public let hidden: Matrix<Scalar>
  /// Where each text begins, and the end of the last, `[texts + 1]`.
  public let starts: [Int]

  /// How many texts there are.
  public var texts: Int { starts.count - 1 }
}

extension SentenceEncoder {
  /// Runs the embeddings and the frozen blocks, without a tape.
  public func frozenStates(
    of texts: [String], in workspace: Workspace<Scalar>
  ) -> FrozenStates<Scalar> {
    let packs = PackedTexts.packs(of: texts.map(tokenizer.ids))
    let frozen = 0..<configuration.blocks - tunableBlocks
    let hidden = inPacks(packs, rows: packs.map(\.ids.count), in: workspace) { pack, tape in
      states(of: pack, through: frozen, on: tape)
    }
    var starts = [0]
    for pack in packs {
      let offset = starts[starts.count - 1]
      starts += pack.starts.dropFirst().map { $0 + offset }
    }
    return FrozenStates(hidden: hidden, starts: starts)
  }

  /// The vectors of texts through the blocks that learn; gradients reach their parameters.
  ///
  /// - Returns: `[texts, width]`.
  public func vectors(
    from states: FrozenStates<Scalar>, normalized: Bool = true, on tape: Tape<Scalar>
  ) -> Variable<Scalar> {
    precondition(
      states.hidden.columns == width,
      "SentenceEncoder: states [\(states.hidden.rows), \(states.hidden.columns)], width \(width)")
    var hidden = tape.constant(states.hidden)
    for block in model.blocks[(configuration.blocks - tunableBlocks)...] {
      hidden = block(hidden, starts: states.starts)
    }
    return finished(hidden, starts: states.starts, normalized: normalized)
  }

  /// The parameters that learn, to be kept beside a model; the frozen ones are in the folder.
  ///
  /// - Parameter prefix: what to put before their names.
  public func tunedTensors(prefix: String = "") -> [NamedTensor<Scalar>] {
    store.tensors(prefix: prefix, onlyTrainable: true)
  }

  /// Takes over what `tunedTensors` gave once, of an encoder with as many tunable blocks.
  ///
  /// - Throws: `ParameterFileError` where one is missing, has another shape or is not finite.
  public func loadTuned(from file: SafeTensorsFile, prefix: String = "") throws {
    try store.load(from: file, prefix: prefix, onlyTrainable: true)
  }
}
