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

  /// Finds the space and puts it into a model: principal components, so changed that cells of one category vary as much
  /// along one direction as along any other. Genes are asked that every labelled section measured: one that some did not
  /// measure would set their cells apart, whatever these are.
  ///
  /// - Parameters:
  ///   - problem: one view of the labelled cells that may be looked at.
  ///   - most: directions, and genes; those that vary most are taken. Nil for all there is room for.
  /// - Returns: whether there are labelled cells and genes enough.
  func fit(
    _ model: TissueModel, _ problem: LinearTraining.Problem,
    most: (directions: Int, genes: Int)? = nil
  ) throws -> Bool {
    guard let heads = model.noveltyHeads[task] else { return false }
    // Of all labelled sections, also those kept apart: what is found without a fold holds for the model that is kept.
    let common = sections.filter { $0.codes[task].contains { $0 >= 0 } }.reduce(
      Set(problem.genes)
    ) { $0.intersection($1.section.counts.genes) }
    let asked = problem.genes.indices.filter { common.contains(problem.genes[$0]) }
    let columns = most.map { problem.columns(asked, thatVaryMost: $0.genes) } ?? asked
    let period = max(1, (problem.features.rowCount + Self.mostRows - 1) / Self.mostRows)
    let rows = (0..<problem.features.rowCount).filter { $0 % period == 0 }
    guard rows.count >= LabelledWalk.leastCells, columns.count >= LabelledWalk.leastGenes else {
      return false
    }
    let features = FeatureMatrix(
      rowCount: rows.count, columnCount: columns.count,
      values: rows.flatMap { row in columns.map { problem.features[row, $0] } })
    let genes = columns.map { problem.genes[$0] }
    let width = heads.space.categories
    let components = try PrincipalComponents(features, count: most?.directions ?? width)
    let scale = try WithinGroupScale(
      components.scores(features), groups: rows.map { problem.labels[$0] })
    var weights = [Float](repeating: 0, count: heads.space.genes * width)
    var intercepts = [Float](repeating: 0, count: width)
    for direction in 0..<scale.directions.rowCount {
      var sums = [Double](repeating: 0, count: genes.count)
      for component in 0..<components.components.rowCount {
        let weight = scale.directions[direction, component]
        for place in sums.indices {
          sums[place] += weight * components.components[component, place]
        }
      }
      var shift = 0.0
      for (place, gene) in genes.enumerated() {
        weights[Int(gene) * width + direction] = Float(sums[place])
        shift += sums[place] * components.means[place]
      }
      intercepts[direction] = Float(-shift)
    }
    heads.space.assign(weights: weights, intercepts: intercepts)
    return true
  }

  /// Puts a sample of the labelled cells into a model that has the space, and tells how many there are.
  func keepLabelled(in model: TissueModel) -> Int {
    guard let heads = model.noveltyHeads[task] else { return 0 }
    let cells = labelled(without: nil, [])
    let values = places(of: cells, model)
    let capacity = NoveltyHeads.mostCells * heads.space.categories
    heads.labelled.assign(values + [Float](repeating: 0, count: capacity - values.count))
    heads.categories?.assign(
      categories(of: cells).map { Float($0) }
        + [Float](repeating: -1, count: NoveltyHeads.mostCells - cells.count))
    return cells.count
  }

  /// Finds the space of what surrounds labelled cells, and the centre of each category in it.
  ///
  /// - Parameter trains: which cells may be looked at, `[sections][cells]`.
  /// - Returns: nil where there are too few labelled cells or genes.
  func fitSurroundings(_ model: TissueModel, trains: [[Bool]]) throws -> StrangeSurroundings? {
    let problem = LinearTraining().problem(
      .expression(
        of: model, task: task, sections: sections,
        // Where nothing lies anywhere, cells would stand for their own neighbours.
        trains: zip(sections, trains).map { section, trains in
          section.section.graph == nil ? trains.map { _ in false } : trains
        }, scale: scale),
      views: NeighbourView.surroundings(model.configuration.encoder.neighbours))
    guard model.tasks[task].categories.count <= NoveltyHeads.mostCells,
      try fit(
        model, problem, most: (StrangeSurroundings.dimensions, Self.mostGenesOfSurroundings))
    else { return nil }
    var values: [Double] = []
    for index in sections.indices {
      let cells = problem.cells.filter { $0.section == index }.map(\.cell)
      if cells.isEmpty { continue }
      values +=
        model.surroundings(
          of: sections[index].section, task: task, scale: scale, in: workspace
        ).selectingRows(cells).values
    }
    let places = FeatureMatrix(
      rowCount: problem.cells.count, columnCount: StrangeSurroundings.dimensions, values: values)
    let ordered = sections.indices.flatMap { index in
      problem.cells.indices.filter { problem.cells[$0].section == index }
    }
    return StrangeSurroundings(of: places, categories: ordered.map { problem.labels[$0] })
  }

  /// Regions differ in more genes than this, but not in more directions than these tell.
  private static let mostGenesOfSurroundings = 300

  /// Puts the centres into a model that has the space.
  func keep(_ surroundings: StrangeSurroundings, in model: TissueModel) {
    guard let heads = model.noveltyHeads[task] else { return }
    let (centers, width) = (surroundings.centers, heads.space.categories)
    var kept = [Float](repeating: 0, count: NoveltyHeads.mostCells * width)
    var categories = [Float](repeating: -1, count: NoveltyHeads.mostCells)
    for row in 0..<min(centers.rowCount, NoveltyHeads.mostCells) {
      categories[row] = Float(row)
      for column in 0..<centers.columnCount {
        kept[row * width + column] = Float(centers[row, column])
      }
    }
    heads.labelled.assign(kept)
    heads.categories?.assign(categories)
  }

  private func categories(of cells: [(section: Int, cell: Int)]) -> [Int32] {
    cells.map { sections[$0.section].codes[task][$0.cell] }
  }

  /// How far it is from each labelled cell of a fold to labelled cells of the others; not a number where too few stand
  /// together.
  ///
  /// - Parameters:
  ///   - model: which has the space.
  ///   - told: what the model of its fold takes each cell for, `[sections][cells]`.
  ///   - values: `[sections][cells]`, of which those of the fold are written.
  func walk(
    of fold: Int, _ model: TissueModel, _ folds: ValidationFolds, told: [[Int32]],
    into values: inout [[Double]]
  ) {
    guard let width = model.noveltyHeads[task]?.space.categories else { return }
    let others = labelled(without: fold, folds.folds)
    let walk = LabelledWalk(
      labelled: places(of: others, model), known: categories(of: others), width: width)
    for index in sections.indices {
      let cells = sections[index].codes[task].indices.filter {
        sections[index].codes[task][$0] >= 0 && folds.folds[index][$0] == fold
      }
      let found = walk.values(
        keys: cells.map { UInt64($0) }, categories: cells.map { told[index][$0] },
        places: { asked in places(of: asked.map { (index, cells[$0]) }, model) }, in: workspace)
      for (cell, value) in zip(cells, found ?? []) { values[index][cell] = value }
    }
  }

  /// `[cells, dimensions]`; cells of one section stand together.
  private func places(
    of cells: [(section: Int, cell: Int)], _ model: TissueModel
  ) -> [Float] {
    sections.indices.flatMap { index -> [Float] in
      let own = cells.filter { $0.section == index }.map(\.cell)
      if own.isEmpty { return [] }
      return model.places(
        SectionEncoding(unencoded: sections[index].section, in: workspace), cells: own, task: task,
        scale: scale, in: workspace)
    }
  }
}

extension LinearTraining.Problem {
  /// So many of the columns, those of the largest variance, ascending.
  fileprivate func columns(_ columns: [Int], thatVaryMost most: Int) -> [Int] {
    if columns.count <= most { return columns }
    let means = Standardizer(features).means
    // Not the standardizer's deviations, where what does not vary has 1.
    var squares = means.map { _ in 0.0 }
    for row in 0..<features.rowCount {
      for column in columns {
        let rest = features[row, column] - means[column]
        squares[column] += rest * rest
      }
    }
    return columns.sorted { (squares[$1], $0) < (squares[$0], $1) }.prefix(most).sorted()
  }
}
