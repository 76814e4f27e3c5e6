import Autodiff

/// One block of BERT (Devlin et al. 2019): `a = LN(h + attention(h))`, `out = LN(a + W₂ GELU(W₁ a))`.
struct BERTBlock<Scalar: Real> {
  let heads: Int
  let query: Linear<Scalar>
  let key: Linear<Scalar>
  let value: Linear<Scalar>
  let attended: Linear<Scalar>
  let attentionNorm: LayerNormalization<Scalar>
  let first: Linear<Scalar>
  let second: Linear<Scalar>
  let norm: LayerNormalization<Scalar>

  init(_ scope: ParameterScope<Scalar>, _ configuration: BERTConfiguration) {
    let width = configuration.width
    let epsilon = Scalar(configuration.epsilon)
    func linear(_ scope: ParameterScope<Scalar>, from inputs: Int, to outputs: Int) -> Linear<
      Scalar
    > {
      Linear(scope, from: inputs, to: outputs, initial: .zeros)
    }
    let attention = scope["attention"]
    heads = configuration.heads
    query = linear(attention["self"]["query"], from: width, to: width)
    key = linear(attention["self"]["key"], from: width, to: width)
    value = linear(attention["self"]["value"], from: width, to: width)
    attended = linear(attention["output"]["dense"], from: width, to: width)
    attentionNorm = LayerNormalization(
      attention["output"]["LayerNorm"], width: width, epsilon: epsilon)
    first = linear(scope["intermediate"]["dense"], from: width, to: configuration.inner)
    second = linear(scope["output"]["dense"], from: configuration.inner, to: width)
    norm = LayerNormalization(scope["output"]["LayerNorm"], width: width, epsilon: epsilon)
  }

  /// - Parameters:
  ///   - hidden: `[tokens, width]`.
  ///   - starts: where each text begins, and the end of the last, `[texts + 1]`.
  /// - Returns: `[tokens, width]`.
  func callAsFunction(_ hidden: Variable<Scalar>, starts: [Int]) -> Variable<Scalar> {
    let tape = hidden.tape
    let mixed = tape.softmaxAttention(
      query: query(hidden), key: key(hidden), value: value(hidden), heads: heads, segments: starts)
    let looked = attentionNorm(tape.add(hidden, attended(mixed)))
    return norm(tape.add(looked, second(tape.gelu(first(looked)))))
  }
}
