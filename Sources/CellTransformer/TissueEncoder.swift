import Autodiff

/// The transformer over a tissue: a token for each cell in, a hidden state for each cell out.
public struct TissueEncoder<Scalar: Real> {
  public let configuration: EncoderConfiguration
  let absolutePosition: AbsolutePosition<Scalar>?
  let blocks: [EncoderBlock<Scalar>]
  let norm: LayerNormalization<Scalar>

  public init(_ scope: ParameterScope<Scalar>, _ configuration: EncoderConfiguration) {
    precondition(
      configuration.width % configuration.heads == 0,
      "TissueEncoder: width \(configuration.width) is not a multiple of \(configuration.heads) heads"
    )
    self.configuration = configuration
    absolutePosition =
      configuration.position == .absolute
      ? AbsolutePosition(scope["position"], width: configuration.width) : nil
    blocks = configuration.blocks.enumerated().map { index, attention in
      EncoderBlock(scope["blocks"][index], configuration, attention: attention)
    }
    norm = LayerNormalization(scope["norm"], width: configuration.width)
  }

  /// - Parameters:
  ///   - tokens: `[cells, width]`.
  ///   - context: where the cells lie.
  ///   - blockRows: how many cells at a time pass the last LayerNorm outside training; changes no result.
  /// - Returns: hidden states after the last LayerNorm, `[cells, width]`.
  public func callAsFunction(
    _ tokens: Variable<Scalar>, _ context: CellContext<Scalar>, blockRows: Int = 4096,
    _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    let tape = tokens.tape
    tape.workspace.profile?.enter(EncoderStage.encoder)
    defer { tape.workspace.profile?.leave() }
    var hidden = tokens
    if let absolutePosition, let sinusoids = context.sinusoids {
      hidden = tape.add(hidden, absolutePosition.map(tape.constant(sinusoids)))
    }
    hidden = tape.dropout(hidden, rate: Scalar(configuration.dropout), &stream)
    for block in blocks { hidden = block(hidden, context, &stream) }
    return tape.inRowBlocks(hidden, columns: configuration.width, blockRows: blockRows) { _, rows in
      norm(rows)
    }
  }
}
