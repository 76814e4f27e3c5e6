import Autodiff

/// A BERT encoder: embeddings, then blocks. The names of its parameters are those of Hugging Face.
struct BERTModel<Scalar: Real> {
  let configuration: BERTConfiguration
  let embeddings: BERTEmbeddings<Scalar>
  let blocks: [BERTBlock<Scalar>]

  init(_ scope: ParameterScope<Scalar>, _ configuration: BERTConfiguration) {
    self.configuration = configuration
    embeddings = BERTEmbeddings(scope["embeddings"], configuration)
    blocks = (0..<configuration.blocks).map { index in
      BERTBlock(Self.scope(ofBlock: index, in: scope), configuration)
    }
  }

  private static func scope(
    ofBlock index: Int, in scope: ParameterScope<Scalar>
  ) -> ParameterScope<Scalar> {
    scope["encoder"]["layer"][index]
  }

  /// What the names of a block's parameters begin with.
  static func prefix(ofBlock index: Int) -> String { "encoder.layer.\(index)." }

  /// The mean of each text's tokens.
  ///
  /// - Parameters:
  ///   - hidden: `[tokens, width]`.
  ///   - starts: where each text begins, and the end of the last, `[texts + 1]`.
  /// - Returns: `[texts, width]`.
  func pooled(_ hidden: Variable<Scalar>, starts: [Int]) -> Variable<Scalar> {
    let tape = hidden.tape
    let shares = zip(starts, starts.dropFirst()).flatMap { start, end in
      [Scalar](repeating: 1 / Scalar(end - start), count: end - start)
    }
    let means = SparseMatrix(
      columns: hidden.rows, starts: starts.map(Int64.init),
      indices: (0..<hidden.rows).map(Int32.init), values: shares, transposing: tape.isRecording)
    return tape.sparseProduct(means, hidden)
  }
}
