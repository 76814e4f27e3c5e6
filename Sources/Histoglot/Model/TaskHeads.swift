import Autodiff
import PredictionHeads

/// The parameters of a task's experts, one set for each kind.
struct TaskHeads {
  let linearOwn: LinearHead<Float>
  let linearRings: LinearHead<Float>
  /// nil in a model that was written before there were graph networks.
  let graph: GraphHead<Float>?
  let networkOwn: LabelHead<Float>
  let transformer: LabelHead<Float>

  /// The part of the linear heads' names that tells them from the networks'.
  static let linearPrefix = "linear"
  static let graphName = "graph"

  /// Whether the transformer expert reads the cell's own token beside its hidden state.
  private let readsOwnToken: Bool

  init(_ scope: ParameterScope<Float>, genes: Int, width: Int, of task: LabelTask) {
    let categories = task.categories.count
    readsOwnToken = !task.without.contains(.ownToken)
    linearOwn = LinearHead(
      scope["\(Self.linearPrefix)_own"], genes: genes, views: 1,
      categories: categories)
    linearRings = LinearHead(
      scope["\(Self.linearPrefix)_rings"], genes: genes, views: 1 + task.rings.count,
      categories: categories)
    graph =
      task.experts.contains { $0.kind == .graph }
      ? GraphHead(
        scope[Self.graphName], genes: genes, categories: categories,
        dropout: Float(GraphTraining.dropout)) : nil
    networkOwn = LabelHead(
      scope["network_own"], inputs: width, inner: width, categories: categories, dropout: 0.2)
    transformer = LabelHead(
      scope["transformer"], inputs: readsOwnToken ? 2 * width : width, inner: width,
      categories: categories, dropout: 0.2)
  }

  /// The head of a linear kind, nil for a network.
  func linear(_ kind: LabelExpert.Kind) -> LinearHead<Float>? {
    switch kind {
    case .linearOwn: linearOwn
    case .linearRings: linearRings
    case .graph, .networkOwn, .transformer: nil
    }
  }

  /// The logits of a network that reads the encoder, `[cells, categories]`; nil for other kinds.
  ///
  /// - Parameters:
  ///   - tokens: `[cells, width]`.
  ///   - hidden: `[cells, width]`.
  func logits(
    _ kind: LabelExpert.Kind, tokens: Variable<Float>, hidden: Variable<Float>,
    _ stream: inout RandomStream
  ) -> Variable<Float>? {
    switch kind {
    case .linearOwn, .linearRings, .graph: nil
    case .networkOwn: networkOwn(tokens, &stream)
    case .transformer:
      transformer(
        readsOwnToken ? tokens.tape.concatenateColumns([hidden, tokens]) : hidden, &stream)
    }
  }
}
