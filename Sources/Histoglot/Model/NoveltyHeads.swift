import Autodiff
import PredictionHeads

/// What a task keeps of the cells that taught it, so that novelty can be told.
struct NoveltyHeads {
  /// Tells unlabelled cells of training (1) from labelled ones (0), in as many views as there may be.
  let unlabelled: LinearHead<Float>
  /// What the labelled cells' own expression is projected on, so that distances mean something there.
  let space: LinearHead<Float>
  /// A sample of the labelled cells in that space, `[cells, dimensions]`; how many of the rows are used, the rule says.
  let labelled: Parameter<Float>
  /// The category of each of them, `[cells, 1]`; nil in a model from before there was the walk.
  let categories: Parameter<Float>?
  /// What the cells of each category express; nil in such a model too.
  let profiles: CategoryProfiles?

  static let name = "novelty"
  /// How many numbers a model from before there was the walk keeps of each cell.
  static let fewestDimensions = 24
  /// More than so many weights no model keeps for the space, unless for the fewest dimensions.
  private static let mostWeights = 1 << 19
  /// The most labelled cells that are kept.
  static let mostCells = 1024

  /// How many numbers there are of each labelled cell: as many as genes where these are few, a multiple of 8.
  ///
  /// - Parameter most: of the rule; nil for a model from before there was the walk.
  private static func dimensions(most: Int?, genes: Int) -> Int {
    guard let most else { return fewestDimensions }
    let bound = mostWeights / max(genes, 1) / 8 * 8
    return max(fewestDimensions, min(most, (genes + 7) / 8 * 8, bound))
  }

  /// - Parameters:
  ///   - categories: how many the task has.
  ///   - rings: how many the linear expert on rings looks at.
  ///   - most: the numbers of each labelled cell, at most; nil for a model from before there was the walk.
  init(
    _ scope: ParameterScope<Float>, genes: Int, categories count: Int, rings: Int, most: Int?
  ) {
    let dimensions = Self.dimensions(most: most, genes: genes)
    unlabelled = LinearHead(
      scope["unlabelled"], genes: genes, views: 1 + rings, categories: 2)
    space = LinearHead(
      scope["space"], genes: genes, views: 1, categories: dimensions)
    labelled = scope.parameter(
      "labelled", shape: [Self.mostCells, dimensions], initial: .zeros, decays: false)
    categories = most.map { _ in
      scope.parameter(
        "categories", shape: [Self.mostCells, 1], initial: .zeros, decays: false)
    }
    profiles = most.map { _ in
      CategoryProfiles(scope["profiles"], categories: count, genes: genes)
    }
  }
}
