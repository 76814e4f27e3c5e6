import SectionAnalysis

/// What is known of the cells of one section besides their expression.
public struct ZeroShotEvidence: Sendable {
  /// Latent vectors of a model, `[cells, latent]`.
  public var latents: FeatureMatrix?
  /// The opinion of a model that has learned some types.
  public var seen: SeenTypes?
  /// How well each cell fits the words of each type that is asked for, `[cells, types]`, such as the cosine of a
  /// cell's and a text's vector; speaks for types without markers on the panel, once standardised over cells.
  public var textScores: FeatureMatrix?

  public init(
    latents: FeatureMatrix? = nil, seen: SeenTypes? = nil, textScores: FeatureMatrix? = nil
  ) {
    self.latents = latents
    self.seen = seen
    self.textScores = textScores
  }
}

/// Types that a model has learned, and what it says of cells.
public struct SeenTypes: Sendable {
  public var names: [String]
  /// `log p`, `[cells, names]`.
  public var logarithms: FeatureMatrix

  public init(names: [String], logarithms: FeatureMatrix) {
    precondition(
      names.count == logarithms.columnCount,
      "SeenTypes: \(names.count) names for \(logarithms.columnCount) columns")
    self.names = names
    self.logarithms = logarithms
  }

  /// What a model's probabilities say.
  public init(_ labels: LabelProbabilities) {
    var logarithms = labels.values
    for place in logarithms.values.indices {
      logarithms.values[place] = logarithm(
        max(logarithms.values[place], LabelProbabilities.leastProbability))
    }
    self.init(names: labels.task.categories, logarithms: logarithms)
  }
}
