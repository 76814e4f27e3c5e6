import Autodiff

/// One pre-norm block: `h += Attention(LN h)`, `h += FFN(LN h)` (Vaswani et al. 2017; Xiong et al. 2020).
struct EncoderBlock<Scalar: Real> {
  let attention: EncoderConfiguration.Attention
  let heads: Int
  let dropout: Scalar
  let attentionNorm: LayerNormalization<Scalar>
  let query: Linear<Scalar>
  let key: Linear<Scalar>
  let value: Linear<Scalar>
  let output: Linear<Scalar>
  /// The bias of each head as a function of distance, `[knots, heads]`; neighbourhood attention only.
  let distanceBias: Parameter<Scalar>?
  let feedForwardNorm: LayerNormalization<Scalar>
  let feedForward: FeedForward<Scalar>

  init(
    _ scope: ParameterScope<Scalar>, _ configuration: EncoderConfiguration,
    attention: EncoderConfiguration.Attention
  ) {
    let width = configuration.width
    self.attention = attention
    heads = configuration.heads
    dropout = Scalar(configuration.dropout)
    attentionNorm = LayerNormalization(scope["attention_norm"], width: width)
    query = Linear(scope["query"], from: width, to: width)
    key = Linear(scope["key"], from: width, to: width)
    value = Linear(scope["value"], from: width, to: width)
    output = Linear(scope["output"], from: width, to: width)
    distanceBias =
      attention == .neighbourhood
      ? scope.parameter(
        "distance_bias", shape: [DistanceKnots.count, heads], initial: .zeros, decays: false)
      : nil
    feedForwardNorm = LayerNormalization(scope["feed_forward_norm"], width: width)
    feedForward = FeedForward(
      scope["feed_forward"], width: width, inner: configuration.innerWidth, to: width)
  }

  /// - Parameter blockRows: rows at a time in the parts that know no other cell; see `Tape.inRowBlocks`.
  func callAsFunction(
    _ hidden: Variable<Scalar>, _ context: CellContext<Scalar>, blockRows: Int,
    _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    let mixed = mix(hidden, context, blockRows: blockRows)
    return finish(hidden, mixed, blockRows: blockRows, &stream)
  }

  /// `Attention(LN h)` before the output projection, `[cells, width]`.
  func mix(
    _ hidden: Variable<Scalar>, _ context: CellContext<Scalar>, blockRows: Int
  ) -> Variable<Scalar> {
    let tape = hidden.tape
    let width = hidden.columns
    let isFlow = attention == .flow
    func projected(_ map: Linear<Scalar>, gated: Bool) -> Variable<Scalar> {
      tape.inRowBlocks(hidden, columns: width, blockRows: blockRows) { _, rows in
        let out = map(attentionNorm(rows))
        return gated ? tape.sigmoid(out) : out
      }
    }
    let parts: [Variable<Scalar>]
    if tape.isRecording {
      // One norm for the three, where its backward pass would be paid three times.
      let normal = attentionNorm(hidden)
      let (q, k) = (query(normal), key(normal))
      parts = [isFlow ? tape.sigmoid(q) : q, isFlow ? tape.sigmoid(k) : k, value(normal)]
    } else {
      parts = [
        projected(query, gated: isFlow), projected(key, gated: isFlow),
        projected(value, gated: false),
      ]
    }
    return attend(parts[0], parts[1], parts[2], context)
  }

  /// What follows attention, which knows no other cell.
  ///
  /// - Parameter mixed: what `mix` makes of the same cells, `[cells, width]`.
  func finish(
    _ hidden: Variable<Scalar>, _ mixed: Variable<Scalar>, blockRows: Int,
    _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    let tape = hidden.tape
    let width = hidden.columns
    // Copies of the stream, so that blocks of rows, which draw nothing, may take it.
    var local = stream
    let attended = tape.inRowBlocks(mixed, columns: width, blockRows: blockRows) { range, rows in
      let out = tape.dropout(output(rows), rate: dropout, &local)
      return tape.add(tape.rows(hidden, range), out)
    }
    let result = tape.inRowBlocks(attended, columns: width, blockRows: blockRows) { _, rows in
      let inner = feedForward(feedForwardNorm(rows), dropout: dropout, &local)
      return tape.add(rows, tape.dropout(inner, rate: dropout, &local))
    }
    stream = local
    return result
  }

  private func attend(
    _ query: Variable<Scalar>, _ key: Variable<Scalar>, _ value: Variable<Scalar>,
    _ context: CellContext<Scalar>
  ) -> Variable<Scalar> {
    let tape = query.tape
    switch attention {
    case .flow: return tape.flowAttention(query: query, key: key, value: value, heads: heads)
    case .exact: return tape.softmaxAttention(query: query, key: key, value: value, heads: heads)
    case .neighbourhood:
      let bias = distanceBias.map {
        tape.interpolate(table: tape.parameter($0), positions: context.positions)
      }
      return tape.neighbourhoodAttention(
        query: query, key: key, value: value, bias: bias, lists: context.lists, heads: heads)
    }
  }
}
