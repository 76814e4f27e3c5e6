import Autodiff

/// Turns a cell into a token, `[cells, width]`.
///
/// `t_i = Σ_g (x_ig − m_g)/s_g E_g + A (Σ_measured F_g − Σ_hidden F_g)/P`, then
/// `LayerNorm(GELU(W t + b)) + log L_i · u`. The `F` term keeps apart a gene that was measured and is
/// zero, one that is hidden, and one that the section never measured.
public struct TokenLayer<Scalar: Real> {
  /// `E`, `[genes, width]`.
  public let geneVectors: Parameter<Scalar>
  /// `F`, `[genes, 64]`.
  let panelVectors: Parameter<Scalar>
  /// `A`.
  let panelMap: Linear<Scalar>
  let map: Linear<Scalar>
  let norm: LayerNormalization<Scalar>
  /// `u`, `[1, width]`.
  let libraryDirection: Parameter<Scalar>
  /// Added to cells that lie nowhere, `[width]`.
  let noPosition: Parameter<Scalar>

  private static var panelWidth: Int { 64 }

  public init(_ scope: ParameterScope<Scalar>, genes: Int, width: Int) {
    geneVectors = scope.parameter(
      "gene_vectors", shape: [genes, width], initial: .normal(deviation: 0.1), decays: false)
    panelVectors = scope.parameter(
      "panel_vectors", shape: [genes, Self.panelWidth], initial: .normal(deviation: 1),
      decays: false)
    panelMap = Linear(scope["panel_map"], from: Self.panelWidth, to: width, hasBias: false)
    map = Linear(scope["map"], from: width, to: width)
    norm = LayerNormalization(scope["norm"], width: width)
    libraryDirection = scope.parameter(
      "library_direction", shape: [1, width], initial: .zeros, decays: false)
    noPosition = scope.parameter("no_position", shape: [width], initial: .zeros, decays: false)
  }

  /// - Parameters:
  ///   - hasPositions: whether the cells lie somewhere.
  ///   - noise: deviation of noise on `t` in training, which stands for noise on the genes' z-scores.
  /// - Returns: `[cells, width]`.
  public func callAsFunction(
    _ input: TokenInput<Scalar>, hasPositions: Bool, noise: Scalar = 0,
    _ stream: inout RandomStream, on tape: Tape<Scalar>
  ) -> Variable<Scalar> {
    tape.workspace.profile?.enter(EncoderStage.tokens)
    defer { tape.workspace.profile?.leave() }
    let vectors = tape.parameter(geneVectors)
    let panel = tape.parameter(panelVectors)
    var sum = tape.sparseProduct(input.expression, vectors)
    let panelPart = panelMap(tape.sparseProduct(input.panel, panel))
    let constant = tape.add(
      panelPart, tape.scale(tape.sparseProduct(input.panelShift, vectors), by: -1))
    sum = tape.addToRows(sum, constant)
    if let hidden = input.hidden {
      let hiddenPart = panelMap(tape.sparseProduct(hidden, panel))
      sum = tape.add(sum, tape.scale(hiddenPart, by: -1))
    }
    sum = tape.addNoise(sum, deviation: noise, &stream)
    var token = norm(map(sum, then: .gelu))
    let library = tape.constant(tape.workspace.matrix(input.cells, 1, input.logLibrary))
    token = tape.add(token, tape.matrixProduct(library, tape.parameter(libraryDirection)))
    return hasPositions ? token : tape.addToRows(token, tape.parameter(noPosition))
  }
}
