import Autodiff
import CellSections
import CellTransformer
import PredictionHeads
import SectionAnalysis

/// Fits the linear experts by logistic regression.
struct LinearTraining {
  /// scikit-learn's `C`.
  let inversePenalty: Double

  /// Regression sees at most so many genes, those that vary most.
  static let mostGenes = 1000
  /// Regression sees at most so many numbers, rows times columns; beyond, every n-th labelled cell.
  static let mostElements = 1 << 23
  /// How far below the least trained class one lies that no training cell carries.
  static let untrainedGap = 10.0

  /// A fit as a linear head holds it.
  struct Fit: Sendable {
    /// `[genes, views × categories]`
    let weights: [Float]
    /// `[categories]`
    let intercepts: [Float]
    /// For each category, whether any cell carried it.
    let isTrained: [Bool]
  }

  /// - Parameters:
  ///   - trains: which cells' labels train, `[sections][cells]`.
  ///   - task: the place of the labels in each section's `codes`.
  /// - Returns: nil where the cells that train carry fewer than two categories.
  func callAsFunction(
    _ kind: LabelExpert.Kind, sections: [LabelledSection], trains: [[Bool]], task: Int,
    categories: Int, geneScale: GeneScale
  ) throws -> Fit? {
    let views = NeighbourView.views(of: kind)
    let genes = Self.chosenGenes(sections.map(\.section.counts), geneScale)
    var cells: [(section: Int, cell: Int)] = []
    for (index, section) in sections.enumerated() {
      for (cell, code) in section.codes[task].enumerated() where code >= 0 && trains[index][cell] {
        cells.append((index, cell))
      }
    }
    let stride =
      (cells.count * genes.count * views.count + Self.mostElements - 1) / Self.mostElements
    if stride > 1 { cells = cells.indices.filter { $0 % stride == 0 }.map { cells[$0] } }
    let labels = cells.map { sections[$0.section].codes[task][$0.cell] }
    guard Set(labels).count > 1 else { return nil }
    let features = Self.features(cells, sections, views, genes, geneScale)
    let regression = try LogisticRegression(
      features, labels: labels, classCount: categories,
      options: .init(
        inversePenalty: inversePenalty, classWeighting: .power(-0.5), maximumIterations: 200,
        gradientTolerance: 2e-4))
    return Self.fold(
      regression, genes: genes, views: views.count, vocabulary: geneScale.mean.count)
  }

  /// The measured genes that vary most, ascending.
  private static func chosenGenes(_ sections: [SectionCounts], _ scale: GeneScale) -> [Int32] {
    let measured = Set(sections.flatMap(\.genes)).sorted()
    if measured.count <= mostGenes { return measured }
    return measured.sorted {
      (scale.deviation[Int($1)], $0) < (scale.deviation[Int($0)], $1)
    }.prefix(mostGenes).sorted()
  }

  /// The views of z-scored expression, `[cells, views × genes]`.
  private static func features(
    _ cells: [(section: Int, cell: Int)], _ sections: [LabelledSection], _ views: [NeighbourView],
    _ genes: [Int32], _ scale: GeneScale
  ) -> FeatureMatrix {
    let width = genes.count
    var places = [Int](repeating: -1, count: scale.mean.count)
    for (place, gene) in genes.enumerated() { places[Int(gene)] = place }
    var features = FeatureMatrix(rowCount: cells.count, columnCount: views.count * width)
    let inputs = sections.map { section in
      TokenInput<Float>(
        section.section.counts, cells: Array(0..<section.section.cellCount), mask: nil,
        geneScale: scale, vocabularySize: scale.mean.count, forTraining: false)
    }
    features.values.withUnsafeMutableBufferPointer { values in
      for (row, entry) in cells.enumerated() {
        let input = inputs[entry.section]
        let gain = Double(input.gain)
        for (index, view) in views.enumerated() {
          let start = (row * views.count + index) * width
          let seen = view.cells(of: entry.cell, in: sections[entry.section].section.graph)
          let share = 1 / (gain * Double(seen.count))
          for cell in seen {
            for place in Int(
              input.expression.starts[Int(cell)])..<Int(
                input.expression.starts[Int(cell) + 1])
            {
              let column = places[Int(input.expression.indices[place])]
              if column >= 0 {
                values[start + column] += share * Double(input.expression.values[place])
              }
            }
          }
          for place in input.panelShift.indices.indices {
            let column = places[Int(input.panelShift.indices[place])]
            if column >= 0 {
              values[start + column] -= Double(input.panelShift.values[place]) / gain
            }
          }
        }
      }
    }
    return features
  }

  /// Folds the standardizer into the weights: `w·(f − μ)/σ + b = (w/σ)·f + (b − w·μ/σ)`.
  private static func fold(
    _ regression: LogisticRegression, genes: [Int32], views: Int, vocabulary: Int
  ) -> Fit {
    let categories = regression.classCount
    var weights = [Float](repeating: 0, count: vocabulary * views * categories)
    var intercepts = [Double](repeating: 0, count: categories)
    var isTrained = [Bool](repeating: false, count: categories)
    for (index, category) in regression.trainedClasses.enumerated() {
      isTrained[category] = true
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
    for category in 0..<categories where !isTrained[category] {
      intercepts[category] = least - untrainedGap
    }
    return Fit(weights: weights, intercepts: intercepts.map(Float.init), isTrained: isTrained)
  }
}
