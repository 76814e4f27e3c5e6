/// What shapes the labelling of cells with types that are only named.
///
/// The defaults were chosen on the sections that `docs/experiments.md` names, which has every other that was tried.
public struct ZeroShotOptions: Sendable, Equatable {
  /// How types are told apart.
  public enum Method: String, Sendable, CaseIterable {
    /// The mean z-score of a type's markers minus the others', cell by cell: the simple tool to be compared with.
    case markers
    /// Markers choose the first cells of each type, and a classifier on the section's own cells does the rest.
    case selfTraining = "self-training"
  }

  /// What the classifier of self-training sees of a cell.
  public enum Representation: String, Sendable, CaseIterable {
    /// Principal components of expression.
    case components
    /// The latent vector of a model.
    case latent
    /// Both, side by side.
    case both
  }

  public var method = Method.selfTraining
  public var representation = Representation.components
  /// A panel is small where it has fewer genes than this for each type: cells alike in so few genes need not be of one
  /// type. Evidence then stays cell by cell, a marker counts the less the more types share it, neighbours in space are
  /// left out, and there are fewer rounds.
  public var genesPerType = 3
  /// How many cells alike share their evidence.
  public var alikeCells = 50
  /// How much of the shared evidence is a cell's own.
  public var ownShare = 0.1
  /// `τ` in `P0 = softmax(S / τ)`, for scores of unit deviation.
  public var temperature = 0.5
  /// How many principal components.
  public var components = 20
  /// Genes that components are made of, at most: those that vary most.
  public var componentGenes = 500
  /// Over how many neighbours in space features are averaged.
  public var spatialNeighbours = 15
  public var rounds = 5
  public var roundsOnSmallPanels = 3
  /// The share of a type's cells that the next round learns from, the most confident.
  public var confidentShare = 0.3
  /// As many of them at least, where there are,
  public var fewestCells = 8
  /// and at most.
  public var mostCells = 500
  /// `C` of the classifier.
  public var inversePenalty = 0.01
  /// The most that being none of the named types scores, in deviations (see `NoneScore`); nil where the types named
  /// are all there are.
  public var noneScore: Double? = 1
  /// How much the first evidence counts in each round: `P ∝ Q · P0^a`.
  public var evidencePower = 0.5
  /// `λ` of the smoothing of probabilities over cells alike and neighbours in space; 0 is none.
  public var smoothing = 0.0
  /// How evidence and a model's opinion are put together where it knows some of the types.
  public var seen = SeenAndUnseen()
  /// Threads; no result depends on it.
  public var threads = 1

  public init() {}
}
