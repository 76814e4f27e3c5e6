import Autodiff
import CellSections
import CellTransformer
import PredictionHeads
import SectionAnalysis

/// Fits the linear experts by logistic regression.
package struct LinearTraining {
  /// Regression sees at most so many genes, those that vary most.
  static let mostGenes = 1000
  /// Regression sees at most so many numbers, rows times columns; beyond, every n-th labelled cell.
  static let mostElements = 1 << 24
  /// How far below the least trained class one lies that no training cell carries.
  static let untrainedGap = 10.0

  package init() {}

  /// What a regression learns from.
  package struct Problem {
    /// `[rows, views × genes]`
    package let features: FeatureMatrix
    /// `[rows]`
    package let labels: [Int32]
    /// How much each row counts, `[rows]`; nil where all count alike.
    let trust: [Double]?
    /// Which rows these are.
    package let cells: [(section: Int, cell: Int)]
    /// The vocabulary's indices of the columns of one view, ascending.
    let genes: [Int32]
    let views: Int
  }

  /// A fit as a linear head holds it.
  struct Fit: Sendable {
    /// `[genes, views × categories]`
    let weights: [Float]
    /// `[categories]`
    let intercepts: [Float]
  }

  /// The labelled cells that train, and what a kind of expert sees of them.
  package func problem(_ job: Job) -> Problem {
    problem(
      job, views: NeighbourView.views(of: job.kind, rings: job.model.tasks[job.task].rings))
  }

  /// The labelled cells that train, and some views of them.
  func problem(_ job: Job, views: [NeighbourView]) -> Problem {
    let sections = job.sections
    let scale = job.model.geneScale
    let genes = Self.chosenGenes(sections.map(\.section.counts), scale)
    var cells: [(section: Int, cell: Int)] = []
    for (index, section) in sections.enumerated() {
      for (cell, code) in section.codes[job.task].enumerated()
      where code >= 0 && job.trains[index][cell] {
        cells.append((index, cell))
      }
    }
    let most = max(1, Self.mostElements / max(1, genes.count * views.count))
    cells = Self.thinned(cells, to: most) { sections[$0.section].trust[job.task][$0.cell] < 1 }
    return Problem(
      features: Self.features(cells, sections, views, genes, of: job),
      labels: cells.map { sections[$0.section].codes[job.task][$0.cell] },
      trust: Self.trust(cells, sections, task: job.task), cells: cells, genes: genes,
      views: views.count)
  }

  /// Every n-th cell, so that at most `most` are left. Guesses go first: where labels and guesses stand together, labels are
  /// few.
  package static func thinned<Cell>(
    _ cells: [Cell], to most: Int, isGuess: (Cell) -> Bool
  ) -> [Cell] {
    guard cells.count > most else { return cells }
    let labels = cells.count { !isGuess($0) }
    let (kept, count) =
      labels <= most && labels < cells.count
      ? (most - labels, cells.count - labels) : (most, cells.count)
    let isOfGuesses = count < cells.count
    let stride = kept > 0 ? (count + kept - 1) / kept : Int.max
    var place = -1
    return cells.filter { cell in
      if isOfGuesses, !isGuess(cell) { return true }
      place += 1
      return place % stride == 0 && kept > 0
    }
  }

  private static func trust(
    _ cells: [(section: Int, cell: Int)], _ sections: [LabelledSection], task: Int
  ) -> [Double]? {
    let trust = cells.map { Double(sections[$0.section].trust[task][$0.cell]) }
    return trust.allSatisfy { $0 == 1 } ? nil : trust
  }

  /// The regression; classes weigh `∝ n^(−½)`.
  package func regression(
    _ problem: Problem, categories: Int, inversePenalty: Double
  ) throws -> LogisticRegression {
    regression(
      try RegressionRows(
        problem.features, labels: problem.labels, classCount: categories,
        group: problem.genes.count),
      trust: problem.trust, inversePenalty: inversePenalty)
  }

  private func regression(
    _ rows: RegressionRows, trust: [Double]?, inversePenalty: Double
  ) -> LogisticRegression {
    LogisticRegression(
      rows, trust: trust,
      options: .init(
        inversePenalty: inversePenalty, classWeighting: .power(-0.5), maximumIterations: 200,
        gradientTolerance: 2e-4))
  }

  /// A problem made ready for every penalty.
  struct Ready {
    let rows: RegressionRows
    let trust: [Double]?
    let genes: [Int32]
    let views: Int
  }

  /// - Returns: nil where the cells that train carry fewer than two categories.
  func ready(_ job: Job) throws -> Ready? {
    let problem = problem(job)
    guard Set(problem.labels).count > 1 else { return nil }
    return Ready(
      rows: try RegressionRows(
        problem.features, labels: problem.labels,
        classCount: job.model.tasks[job.task].categories.count, group: problem.genes.count),
      trust: problem.trust, genes: problem.genes, views: problem.views)
  }

  func fit(_ ready: Ready, _ job: Job) -> Fit {
    Self.fold(
      regression(ready.rows, trust: ready.trust, inversePenalty: job.input.inversePenalty),
      genes: ready.genes,
      views: ready.views, vocabulary: job.model.geneScale.mean.count)
  }

  /// The measured genes that vary most, ascending.
  static func chosenGenes(_ sections: [SectionCounts], _ scale: GeneScale) -> [Int32] {
    let measured = Set(sections.flatMap(\.genes)).sorted()
    if measured.count <= mostGenes { return measured }
    return measured.sorted {
      (scale.deviation[Int($1)], $0) < (scale.deviation[Int($0)], $1)
    }.prefix(mostGenes).sorted()
  }

  /// The views of z-scored expression, `[cells, views × genes]`.
  private static func features(
    _ cells: [(section: Int, cell: Int)], _ sections: [LabelledSection], _ views: [NeighbourView],
    _ genes: [Int32], of job: Job
  ) -> FeatureMatrix {
    let vocabulary = job.model.geneScale.mean.count
    let width = genes.count
    var places = [Int](repeating: -1, count: vocabulary)
    for (place, gene) in genes.enumerated() { places[Int(gene)] = place }
    var features = FeatureMatrix(rowCount: cells.count, columnCount: views.count * width)
    let inputs = sections.map { section in
      TokenInput<Float>(
        section.section.counts, cells: Array(0..<section.section.cellCount), mask: nil,
        geneScale: job.model.geneScale(job.input.scale, of: section.section.counts),
        vocabularySize: vocabulary, forTraining: false)
    }
    // z-scores of each section's cells without counts, on the chosen genes.
    let shifts = inputs.map { input in
      var shift = [Double](repeating: 0, count: width)
      for (gene, value) in zip(input.panelShift.makeIndices(), input.panelShift.makeValues())
      where places[Int(gene)] >= 0 {
        shift[places[Int(gene)]] = Double(value) / Double(input.gain)
      }
      return shift
    }
    let entries = inputs.map { Self.entries($0.expression, places: places) }
    let reach = NeighbourView.reach(of: views)
    let nearest = sections.indices.map { section -> NearestCells? in
      guard reach > 0, let tree = sections[section].section.tree else { return nil }
      return NearestCellSearch(tree).tieSafeNearest(
        reach, of: cells.filter { $0.section == section }.map(\.cell))
    }
    var found = [Int](repeating: 0, count: sections.count)
    features.values.withUnsafeMutableBufferPointer { values in
      for (row, entry) in cells.enumerated() {
        let (starts, columns, expression) = entries[entry.section]
        let gain = Double(inputs[entry.section].gain)
        let near = nearest[entry.section]?[found[entry.section]]
        found[entry.section] += 1
        for (index, view) in views.enumerated() {
          let start = (row * views.count + index) * width
          let seen = view.cells(of: entry.cell, nearest: near, reach: reach)
          let share = 1 / (gain * Double(seen.count))
          for cell in seen {
            for place in starts[Int(cell)]..<starts[Int(cell) + 1] {
              values[start + Int(columns[place])] += share * Double(expression[place])
            }
          }
          for column in 0..<width { values[start + column] -= shifts[entry.section][column] }
        }
      }
    }
    return features
  }

  /// The entries of the chosen genes alone: each cell's are read once for every cell that it neighbours.
  private static func entries(
    _ expression: SparseMatrix<Float>, places: [Int]
  ) -> (starts: [Int], columns: [Int32], values: [Float]) {
    let genes = expression.makeIndices()
    let all = expression.makeValues()
    var starts = [0]
    var columns: [Int32] = []
    var values: [Float] = []
    for cell in 0..<max(0, expression.starts.count - 1) {
      for entry in Int(expression.starts[cell])..<Int(expression.starts[cell + 1])
      where places[Int(genes[entry])] >= 0 {
        columns.append(Int32(places[Int(genes[entry])]))
        values.append(all[entry])
      }
      starts.append(columns.count)
    }
    return (starts, columns, values)
  }

  /// Folds the standardizer into the weights: `w·(f − μ)/σ + b = (w/σ)·f + (b − w·μ/σ)`.
  static func fold(
    _ regression: LogisticRegression, genes: [Int32], views: Int, vocabulary: Int
  ) -> Fit {
    let categories = regression.classCount
    var weights = [Float](repeating: 0, count: vocabulary * views * categories)
    var intercepts = [Double](repeating: 0, count: categories)
    for (index, category) in regression.trainedClasses.enumerated() {
      intercepts[category] = regression.intercepts[index]
      for view in 0..<views {
        for (place, gene) in genes.enumerated() {
          let column = view * genes.count + place
          let weight =
            regression.weights[index, column] / regression.standardizer.deviations[column]
          intercepts[category] -= weight * regression.standardizer.means[column]
          weights[(Int(gene) * views + view) * categories + category] = Float(weight)
        }
      }
    }
    let least = regression.trainedClasses.map { intercepts[$0] }.min() ?? 0
    let trained = Set(regression.trainedClasses)
    for category in 0..<categories where !trained.contains(category) {
      intercepts[category] = least - untrainedGap
    }
    return Fit(weights: weights, intercepts: intercepts.map(Float.init))
  }
}
