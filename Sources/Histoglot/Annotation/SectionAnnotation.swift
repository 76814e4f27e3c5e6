import Autodiff
import CellSections
import SectionAnalysis

/// What a model says of the cells of a section.
public struct SectionAnnotation: Sendable {
  /// Latent means, `[cells, latent]` in row order.
  public let latents: [Float]
  public let latentWidth: Int
  /// One for each task of the model.
  public let labels: [LabelProbabilities]
  /// Which genes the model knew.
  public let genes: GeneMatchReport

  /// Runs the model over a whole section.
  ///
  /// - Parameter blockRows: bounds memory; see `TissueModel.encode`.
  public init(
    _ section: PreparedSection, model: TissueModel, blockRows: Int = 4096,
    in workspace: Workspace<Float>
  ) {
    let encoding = model.encode(section, blockRows: blockRows, in: workspace)
    let latents = model.latents(encoding, blockRows: blockRows, in: workspace)
    self.latents = latents.elements
    latentWidth = latents.columns
    labels = model.tasks.indices.map { task in
      LabelProbabilities(
        logits: FeatureMatrix(
          model.logits(encoding, task: task, blockRows: blockRows, in: workspace)),
        task: model.tasks[task], graph: section.graph)
    }
    genes = section.genes
  }
}
