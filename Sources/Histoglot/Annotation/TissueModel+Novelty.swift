import Autodiff
import PredictionHeads
import SectionAnalysis

extension TissueModel {
  /// How little each cell is like those that taught a label, `[cells]`; nil where the model does not tell, or could tell only
  /// by neighbours that the cells have not.
  func novelty(
    _ encoding: SectionEncoding, task: Int, blockRows: Int = 4096, in workspace: Workspace<Float>
  ) -> [Float]? {
    guard let rule = tasks[task].novelty, tasks[task].without.experts.contains(rule.kind) else {
      return nil
    }
    if rule.kind == .linearRings, encoding.section.coordinates == nil { return nil }
    defer { if encoding.tokens == nil { workspace.pool.trim() } }
    let logits = expertLogits(
      encoding, task: task, kind: rule.kind, scale: scale(ofLinear: rule.kind, task: task),
      blockRows: blockRows, in: workspace)
    let scale = scale(ofLinear: rule.kind, task: task)
    return rule.novelty(energy: energies(FeatureMatrix(logits))) {
      unlikeLabelled(
        encoding, task: task, kind: rule.kind, scale: scale, blockRows: blockRows, in: workspace)
    } scarcity: { scarcity in
      guard let labelled = noveltyHeads[task]?.labelled.value.elements else { return nil }
      let width = NoveltyHeads.dimensions
      return LabelledScarcity(
        labelled: Array(labelled[..<(scarcity.cells * width)]), dimensions: width
      ).values(
        of: places(encoding, task: task, scale: scale, blockRows: blockRows, in: workspace),
        in: workspace)
    }
  }

  /// `log p(unlabelled) − log p(labelled)` of each cell, by the regression that tells unlabelled cells of training from
  /// labelled ones.
  func unlikeLabelled(
    _ encoding: SectionEncoding, task: Int, kind: LabelExpert.Kind, scale: InputScale,
    blockRows: Int = 4096, in workspace: Workspace<Float>
  ) -> [Double] {
    guard let head = noveltyHeads[task]?.unlabelled else {
      preconditionFailure("unlikeLabelled: the model tells no novelty")
    }
    let logits = linearLogits(
      encoding.section, head, views: NeighbourView.views(of: kind),
      scale: geneScale(scale, of: encoding.section.counts), blockRows: blockRows, in: workspace)
    return logits.withElements { elements in
      (0..<logits.rows).map { Double(elements[2 * $0 + 1]) - Double(elements[2 * $0]) }
    }
  }

  /// Where each cell lies in the space of the labelled cells' own expression, `[cells, dimensions]`.
  func places(
    _ encoding: SectionEncoding, task: Int, scale: InputScale, blockRows: Int = 4096,
    in workspace: Workspace<Float>
  ) -> [Float] {
    guard let head = noveltyHeads[task]?.space else {
      preconditionFailure("places: the model tells no novelty")
    }
    return linearLogits(
      encoding.section, head, views: NeighbourView.own,
      scale: geneScale(scale, of: encoding.section.counts), blockRows: blockRows, in: workspace
    ).elements
  }

  private func scale(ofLinear kind: LabelExpert.Kind, task: Int) -> InputScale {
    tasks[task].experts.first { $0.kind == kind }?.scale ?? .training
  }
}

/// `−log Σ_k exp l_k` of each row.
func energies(_ logits: FeatureMatrix) -> [Double] {
  (0..<logits.rowCount).map { row in
    let values = logits[row: row]
    let largest = values.max() ?? 0
    let sum = values.reduce(0) { $0 + exponential($1 - largest) }
    return -(largest + logarithm(sum))
  }
}
