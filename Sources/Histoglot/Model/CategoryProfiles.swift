import Autodiff

/// What the labelled cells of each category express, gene by gene, in z-scores.
struct CategoryProfiles {
  /// `[categories, genes]`.
  let means: Parameter<Float>
  /// Variances within categories, `[categories, genes]`; 0 for genes that are not asked: those that no labelled section measured,
  /// or beyond the thousand that vary most.
  let variances: Parameter<Float>

  init(_ scope: ParameterScope<Float>, categories: Int, genes: Int) {
    means = scope.parameter("means", shape: [categories, genes], initial: .zeros, decays: false)
    variances = scope.parameter(
      "variances", shape: [categories, genes], initial: .zeros, decays: false)
  }
}
