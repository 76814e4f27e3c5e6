import Autodiff
import CellSections
import SectionAnalysis

/// What a model says of the cells of a section.
public struct SectionAnnotation: Sendable {
  /// Latent means, `[cells, latent]` in row order.
  public let latents: [Float]
  public let latentWidth: Int
  /// One for each label key of the model.
  public let labels: [LabelProbabilities]
  /// Which genes the model knew.
  public let genes: GeneMatchReport
  /// The cells without any count of the model's genes, ascending: what they are, nothing says.
  public let emptyCells: [Int]

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
    let nowhere =
      section.coordinates != nil && model.tasks.contains { !$0.knowsPlaces }
      ? model.encode(section.withoutPlaces(), blockRows: blockRows, in: workspace) : nil
    let ofTasks = model.tasks.enumerated().map { index, task in
      let asked = section.coordinates == nil && task.knowsPlaces ? task.withoutPlaces() : task
      let seen = (task.knowsPlaces ? nil : nowhere) ?? encoding
      return LabelProbabilities(
        logits: FeatureMatrix(
          model.logits(
            seen, task: index, experts: asked.experts, blockRows: blockRows, in: workspace)),
        task: asked, graph: seen.section.graph)
    }
    // A head that was taught a key knows it better than the alignment.
    let ofTexts = model.alignment.flatMap { alignment in
      model.tasks.contains { $0.key == alignment.key }
        ? nil : alignment.labels(section, in: workspace)
    }
    labels = ofTasks + (ofTexts.map { [$0] } ?? [])
    genes = section.genes
    let counts = section.counts.counts
    emptyCells = (0..<section.cellCount).filter { counts.entries(of: $0).isEmpty }
  }
}

extension TissueModel {
  /// The label keys it can annotate with: those its heads were taught, then the one it was aligned by.
  public var labelKeys: [String] {
    let taught = tasks.map(\.key)
    guard let key = alignment?.key, !taught.contains(key) else { return taught }
    return taught + [key]
  }

  /// The categories of one of `labelKeys`, by its place there.
  public func categories(ofLabelAt place: Int) -> [String] {
    place < tasks.count
      ? tasks[place].categories : alignment.map { $0.texts.map(\.label) } ?? []
  }
}
