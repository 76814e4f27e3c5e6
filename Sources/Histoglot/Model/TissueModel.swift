import Autodiff
import CellSections
import CellTransformer
import LatentMixture
import PredictionHeads

/// The whole model: tokens, encoder, latent under its mixture prior, decoder, and a head for each label.
///
/// The parameters live in `store`; everything else is shape.
public struct TissueModel {
  public let configuration: ModelConfiguration
  public let vocabulary: GeneVocabulary
  /// What genes looked like in training.
  public let geneScale: GeneScale
  /// By which scale the encoder sees a section: chosen in fine-tuning, that of training before.
  public package(set) var inputScale = InputScale.training
  /// The sections the decoder has vectors for.
  public let trainingSections: [String]
  /// What the model predicts; changes only in what calibration fills in.
  public var tasks: [LabelTask]
  /// The towers that bring its cells and texts together, where it has been aligned.
  public var alignment: TextAlignment?
  public let store: ParameterStore<Float>

  let tokens: TokenLayer<Float>
  let encoder: TissueEncoder<Float>
  let posterior: Posterior<Float>
  let prior: MixturePrior<Float>
  let decoder: ExpressionDecoder<Float>
  let heads: [TaskHeads]
  /// Of each task, nil in a model that was written before novelty was told; declared last, so that what the other parameters
  /// begin with does not depend on it.
  let noveltyHeads: [NoveltyHeads?]

  /// Declares the model and fills its parameters from the seed.
  public init(
    _ configuration: ModelConfiguration, vocabulary: GeneVocabulary, geneScale: GeneScale,
    trainingSections: [String], tasks: [LabelTask] = [], seed: UInt64
  ) {
    self.init(
      declaring: configuration, vocabulary: vocabulary, geneScale: geneScale,
      trainingSections: trainingSections, tasks: tasks)
    store.allocate(seed: seed)
  }

  /// Declares the model, whose parameters have no memory until `store.allocate`: what a file says can be compared
  /// with it first.
  init(
    declaring configuration: ModelConfiguration, vocabulary: GeneVocabulary, geneScale: GeneScale,
    trainingSections: [String], tasks: [LabelTask]
  ) {
    precondition(
      geneScale.mean.count == vocabulary.genes.count,
      "TissueModel: a scale of \(geneScale.mean.count) genes for \(vocabulary.genes.count)")
    self.configuration = configuration
    self.vocabulary = vocabulary
    self.geneScale = geneScale
    self.trainingSections = trainingSections
    self.tasks = tasks
    let store = ParameterStore<Float>()
    let scope = store.scope
    let width = configuration.encoder.width
    let genes = vocabulary.genes.count
    self.store = store
    tokens = TokenLayer(scope["tokens"], genes: genes, width: width)
    encoder = TissueEncoder(scope["encoder"], configuration.encoder)
    posterior = Posterior(scope["posterior"], from: width, to: configuration.latent)
    prior = MixturePrior(
      scope["prior"], components: configuration.components, latent: configuration.latent)
    decoder = ExpressionDecoder(
      scope["decoder"], latent: configuration.latent, width: configuration.decoderWidth,
      genes: genes, sections: trainingSections.count)
    heads = tasks.enumerated().map { index, task in
      TaskHeads(scope["heads"][index], genes: genes, width: width, of: task)
    }
    noveltyHeads = tasks.enumerated().map { index, task in
      task.novelty.map { rule in
        NoveltyHeads(
          scope["heads"][index][NoveltyHeads.name], genes: genes,
          categories: task.categories.count, rings: task.rings.count, most: rule.width)
      }
    }
  }

  /// How many scalars the model holds, gene tables included.
  public var parameterCount: Int { store.count }

  /// The same, its encoder seeing sections by another scale; parameters are shared.
  func seeing(_ scale: InputScale) -> TissueModel {
    var model = self
    model.inputScale = scale
    return model
  }

  /// Tokens and hidden states of the cells of an input, both `[cells, width]`.
  func encode(
    _ input: TokenInput<Float>, _ context: CellContext<Float>, noise: Float = 0,
    _ stream: inout RandomStream, on tape: Tape<Float>
  ) -> (tokens: Variable<Float>, hidden: Variable<Float>) {
    let tokens = tokens(
      input, hasPositions: context.hasPositions, noise: noise, &stream, on: tape)
    return (tokens, encoder(tokens, context, &stream))
  }
}
