import Autodiff

/// One pre-norm block: `h += Attention(LN h)`, `h += FFN(LN h)` (Vaswani et al. 2017; Xiong et al. 2020).
struct EncoderBlock<Scalar: Real> {
  let attention: EncoderConfiguration.Attention
  let heads: Int
  let dropout: Scalar
  let attentionNorm: LayerNormalization<Scalar>
  /// What a cell asks of others; nil, as `key` is, where each attends to itself alone.
  let query: Linear<Scalar>?
  let key: Linear<Scalar>?
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
    let meets = attention != .itself
    query = meets ? Linear(scope["query"], from: width, to: width) : nil
    key = meets ? Linear(scope["key"], from: width, to: width) : nil
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

  func callAsFunction(
    _ hidden: Variable<Scalar>, _ context: CellContext<Scalar>, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    finish(hidden, mix(hidden, context), &stream)
  }

  /// `Attention(LN h)` before the output projection, `[cells, width]`.
  func mix(
    _ hidden: Variable<Scalar>, _ context: CellContext<Scalar>
  ) -> Variable<Scalar> {
    let tape = hidden.tape
    let width = hidden.columns
    let gate: Activation? = attention == .flow ? .sigmoid : nil
    guard let query, let key else {
      if tape.isRecording { return value(attentionNorm(hidden), then: nil) }
      return tape.inParallelRows(hidden, columns: [width]) { _, rows, parts in
        value(attentionNorm(rows), then: nil, into: parts[0])
      }[0]
    }
    if tape.isRecording {
      // One norm for the three, where its backward pass would be paid three times.
      let normal = attentionNorm(hidden)
      return attend(
        query(normal, then: gate), key(normal, then: gate), value(normal, then: nil), context)
    }
    let parts = tape.inParallelRows(hidden, columns: [width, width, width]) { _, rows, parts in
      let normal = attentionNorm(rows)
      query(normal, then: gate, into: parts[0])
      key(normal, then: gate, into: parts[1])
      value(normal, then: nil, into: parts[2])
    }
    return attend(parts[0], parts[1], parts[2], context)
  }

  /// What follows attention, which knows no other cell.
  ///
  /// - Parameter mixed: what `mix` makes of the same cells, `[cells, width]`.
  func finish(
    _ hidden: Variable<Scalar>, _ mixed: Variable<Scalar>, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    let tape = hidden.tape
    if tape.isRecording || tape.isTraining {
      let attended = tape.add(hidden, tape.dropout(output(mixed), rate: dropout, &stream))
      let inner = feedForward(feedForwardNorm(attended), dropout: dropout, &stream)
      return tape.add(attended, tape.dropout(inner, rate: dropout, &stream))
    }
    return tape.inParallelRows(mixed, columns: [hidden.columns]) { range, rows, results in
      let attended = output(rows, plus: tape.rows(hidden, range), then: nil)
      // Nothing is drawn from it outside training.
      var stream = RandomStream(seed: 0)
      feedForward(feedForwardNorm(attended), plus: attended, into: results[0], &stream)
    }[0]
  }

  private func attend(
    _ query: Variable<Scalar>, _ key: Variable<Scalar>, _ value: Variable<Scalar>,
    _ context: CellContext<Scalar>
  ) -> Variable<Scalar> {
    let tape = query.tape
    switch attention {
    case .itself: return value
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
