import Autodiff
import CellSections
import PredictionHeads
import SectionAnalysis

/// The space in which labelled cells and those of a section are compared, and how much they differ there where both are of
/// known categories.
struct LabelledSpace {
  let sections: [LabelledSection]
  let task: Int
  let scale: InputScale
  let workspace: Workspace<Float>

  /// Principal components are found on at most so many cells.
  private static let mostRows = 4096

  /// The labelled cells outside a fold, at most as many as are kept: every n-th.
  private func labelled(without fold: Int?, _ folds: [[Int]]) -> [(section: Int, cell: Int)] {
    let all = sections.indices.flatMap { index in
      sections[index].codes[task].indices.filter {
        sections[index].codes[task][$0] >= 0 && (fold == nil || folds[index][$0] != fold)
      }.map { (section: index, cell: $0) }
    }
    let period = max(1, (all.count + NoveltyHeads.mostCells - 1) / NoveltyHeads.mostCells)
    return all.indices.filter { $0 % period == 0 }.map { all[$0] }
  }

  /// Finds the space and puts it into a model.
  ///
  /// - Returns: whether there are enough labelled cells.
  func fit(_ model: TissueModel) throws -> Bool {
    guard let heads = model.noveltyHeads[task] else { return false }
    let everything = sections.map { [Bool](repeating: true, count: $0.section.cellCount) }
    let problem = LinearTraining().problem(
      .init(
        kind: .linearOwn, task: task, sections: sections, trains: everything, model: model,
        input: LinearInput(inversePenalty: 1, scale: scale)))
    let period = max(1, (problem.features.rowCount + Self.mostRows - 1) / Self.mostRows)
    let rows = (0..<problem.features.rowCount).filter { $0 % period == 0 }
    guard rows.count >= LabelledScarcity.leastCells else { return false }
    let components = try PrincipalComponents(
      problem.features.selectingRows(rows), count: NoveltyHeads.dimensions)
    let width = NoveltyHeads.dimensions
    var weights = [Float](repeating: 0, count: heads.space.genes * width)
    var intercepts = [Float](repeating: 0, count: width)
    for component in 0..<components.components.rowCount {
      var shift = 0.0
      for (place, gene) in problem.genes.enumerated() {
        let weight = components.components[component, place]
        weights[Int(gene) * width + component] = Float(weight)
        shift += weight * components.means[place]
      }
      intercepts[component] = Float(-shift)
    }
    heads.space.assign(weights: weights, intercepts: intercepts)
    return true
  }

  /// Puts a sample of the labelled cells into a model that has the space, and tells how many there are.
  func keepLabelled(in model: TissueModel) -> Int {
    let cells = labelled(without: nil, [])
    let values = chosen(cells, of: places(model))
    let capacity = NoveltyHeads.mostCells * NoveltyHeads.dimensions
    model.noveltyHeads[task]?.labelled.assign(
      values + [Float](repeating: 0, count: capacity - values.count))
    return cells.count
  }

  /// How scarce labelled cells of the other folds are among cells like each, `[sections][cells]`; nil where there are too
  /// few, not a number for cells that do not validate.
  func scarcities(_ model: TissueModel, _ folds: ValidationFolds) -> [[Double]]? {
    let places = places(model)
    var values = sections.map { [Double](repeating: .nan, count: $0.section.cellCount) }
    for fold in 0..<folds.count {
      let scarcity = LabelledScarcity(
        labelled: chosen(labelled(without: fold, folds.folds), of: places),
        dimensions: NoveltyHeads.dimensions)
      for index in sections.indices {
        let cells = sections[index].codes[task].indices.filter {
          sections[index].codes[task][$0] >= 0 && folds.folds[index][$0] == fold
        }
        if cells.isEmpty { continue }
        guard
          let found = scarcity.values(
            of: chosen(cells.map { (index, $0) }, of: places), in: workspace)
        else { return nil }
        for (cell, value) in zip(cells, found) { values[index][cell] = value }
      }
    }
    return values
  }

  private func places(_ model: TissueModel) -> [[Float]] {
    sections.map {
      model.places(
        SectionEncoding(unencoded: $0.section, in: workspace), task: task, scale: scale,
        in: workspace)
    }
  }

  private func chosen(_ cells: [(section: Int, cell: Int)], of places: [[Float]]) -> [Float] {
    let width = NoveltyHeads.dimensions
    return cells.flatMap { places[$0.section][$0.cell * width..<($0.cell + 1) * width] }
  }
}
