import Autodiff
import PredictionHeads

/// What a task keeps of the cells that taught it, so that novelty can be told.
struct NoveltyHeads {
  /// Tells unlabelled cells of training (1) from labelled ones (0), in as many views as there may be.
  let unlabelled: LinearHead<Float>
  /// The principal components of the labelled cells' own expression.
  let space: LinearHead<Float>
  /// A sample of the labelled cells in that space, `[cells, dimensions]`; how many of the rows are used, the rule says.
  let labelled: Parameter<Float>

  static let name = "novelty"
  static let dimensions = 24
  /// The most labelled cells that are kept.
  static let mostCells = 1024

  init(_ scope: ParameterScope<Float>, genes: Int) {
    unlabelled = LinearHead(
      scope["unlabelled"], genes: genes, views: NeighbourView.rings.count, categories: 2)
    space = LinearHead(
      scope["space"], genes: genes, views: NeighbourView.own.count, categories: Self.dimensions)
    labelled = scope.parameter(
      "labelled", shape: [Self.mostCells, Self.dimensions], initial: .zeros, decays: false)
  }
}
