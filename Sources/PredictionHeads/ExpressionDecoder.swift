import Autodiff

/// From the latent to the expected counts of genes.
///
/// `z` (+ the section's vector, which enters here and nowhere else) → MLP → a bottleneck of rank 128 → one
/// logit for each gene asked for; mean counts are `L · softmax` over the genes the section measured.
public struct ExpressionDecoder<Scalar: Real> {
  let sectionVectors: Parameter<Scalar>
  let first: Linear<Scalar>
  let second: Linear<Scalar>
  /// `[genes, rank]`
  let geneVectors: Parameter<Scalar>
  /// `[genes, 1]`
  let geneOffsets: Parameter<Scalar>
  /// `θ`: `r = exp θ`, `[genes, 1]`.
  let logDispersions: Parameter<Scalar>

  static var rank: Int { 128 }

  public init(
    _ scope: ParameterScope<Scalar>, latent: Int, width: Int, genes: Int, sections: Int
  ) {
    sectionVectors = scope.parameter(
      "section_vectors", shape: [max(1, sections), latent], initial: .zeros, decays: true)
    first = Linear(scope["first"], from: latent, to: width)
    second = Linear(scope["second"], from: width, to: Self.rank)
    geneVectors = scope.parameter(
      "gene_vectors", shape: [genes, Self.rank], initial: .normal(deviation: 0.05), decays: false)
    geneOffsets = scope.parameter(
      "gene_offsets", shape: [genes, 1], initial: .zeros, decays: false)
    logDispersions = scope.parameter(
      "log_dispersions", shape: [genes, 1], initial: .zeros, decays: false)
  }

  /// The logits `l` of some genes, `[cells, genes.count]`.
  ///
  /// - Parameters:
  ///   - latent: `z`, `[cells, latent]`.
  ///   - section: which section's vector to add; nil for none, a section not seen in training.
  ///   - genes: vocabulary indices.
  public func logits(
    _ latent: Variable<Scalar>, section: Int?, genes: [Int32]
  ) -> Variable<Scalar> {
    let tape = latent.tape
    var z = latent
    if let section {
      z = tape.addToRows(z, tape.gatherRows(tape.parameter(sectionVectors), [Int32(section)]))
    }
    let low = second(tape.gelu(first(z)))
    return tape.linear(
      low, weight: tape.gatherRows(tape.parameter(geneVectors), genes),
      bias: tape.gatherRows(tape.parameter(geneOffsets), genes))
  }

  /// `θ` of some genes, `[genes.count, 1]`.
  public func logDispersion(_ genes: [Int32], on tape: Tape<Scalar>) -> Variable<Scalar> {
    tape.gatherRows(tape.parameter(logDispersions), genes)
  }

  /// Starts the genes' offsets at the logarithm of their share of all counts, `[genes]`, so that the
  /// first steps do not go into learning which genes are common.
  public func seedOffsets(_ logShares: [Scalar]) { geneOffsets.assign(logShares) }
}
