import Autodiff
import CellSections
import CellTransformer
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
  /// - Parameters:
  ///   - blockRows: bounds memory; see `TissueModel.encode`.
  ///   - limits: from how many cells on the section is worked on in tiles.
  public init(
    _ section: PreparedSection, model: TissueModel, blockRows: Int = 4096,
    limits: SectionTiles.Limits = SectionTiles.Limits(), in workspace: Workspace<Float>
  ) {
    func told(
      _ encoding: SectionEncoding, of tasks: [Int]
    ) -> [(task: Int, probabilities: LabelProbabilities)] {
      tasks.map { index in
        let task = model.tasks[index]
        let asked = section.coordinates == nil && task.knowsPlaces ? task.withoutPlaces() : task
        let logits = FeatureMatrix(
          model.logits(
            encoding, task: index, experts: asked.experts, blockRows: blockRows, in: workspace))
        return (
          index,
          LabelProbabilities(logits: logits, task: asked, graph: encoding.section.graph)
            .adding(
              novelty: model.novelty(encoding, task: index, blockRows: blockRows, in: workspace))
        )
      }
    }
    // One encoding after the other: those of a large section would not both fit.
    let needsNowhere = model.tasks.indices.filter {
      section.coordinates != nil && !model.tasks[$0].knowsPlaces
    }
    let others = model.tasks.indices.filter { !needsNowhere.contains($0) }
    func encoded(_ section: PreparedSection) -> SectionEncoding {
      model.encode(section, blockRows: blockRows, limits: limits, in: workspace)
    }
    func inPlace() -> ([Float], Int, [(task: Int, probabilities: LabelProbabilities)]) {
      let encoding = encoded(section)
      let latents = model.latents(encoding, blockRows: blockRows, in: workspace)
      return (latents.elements, latents.columns, told(encoding, of: others))
    }
    let (latents, latentWidth, inPlaces) = inPlace()
    self.latents = latents
    self.latentWidth = latentWidth
    let nowhere =
      needsNowhere.isEmpty ? [] : told(encoded(section.withoutPlaces()), of: needsNowhere)
    let ofTasks = (inPlaces + nowhere).sorted { $0.task < $1.task }.map(\.probabilities)
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
