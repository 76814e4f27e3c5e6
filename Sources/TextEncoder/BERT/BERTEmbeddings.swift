import Autodiff

/// `LN(word + position + kind)` of each token; every token is of kind 0.
struct BERTEmbeddings<Scalar: Real> {
  let words: Parameter<Scalar>
  let positions: Parameter<Scalar>
  let kinds: Parameter<Scalar>
  let norm: LayerNormalization<Scalar>

  init(_ scope: ParameterScope<Scalar>, _ configuration: BERTConfiguration) {
    func table(_ name: String, rows: Int) -> Parameter<Scalar> {
      scope[name].parameter(
        "weight", shape: [rows, configuration.width], initial: .zeros, decays: false)
    }
    words = table("word_embeddings", rows: configuration.pieces)
    positions = table("position_embeddings", rows: configuration.positions)
    kinds = table("token_type_embeddings", rows: configuration.kinds)
    norm = LayerNormalization(
      scope["LayerNorm"], width: configuration.width, epsilon: Scalar(configuration.epsilon))
  }

  /// - Returns: `[tokens, width]`.
  func callAsFunction(_ texts: PackedTexts, on tape: Tape<Scalar>) -> Variable<Scalar> {
    let word = tape.gatherRows(tape.parameter(words), texts.ids)
    let position = tape.gatherRows(tape.parameter(positions), texts.positions)
    let kind = tape.rows(tape.parameter(kinds), 0..<1)
    return norm(tape.addToRows(tape.add(word, position), kind))
  }
}
