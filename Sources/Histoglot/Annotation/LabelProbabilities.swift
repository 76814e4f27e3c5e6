import Autodiff
import CellSections
import SectionAnalysis

/// The probabilities of a task's categories for each cell, `[cells, categories]`.
public struct LabelProbabilities: Sendable, Equatable {
  public let task: LabelTask
  public let values: FeatureMatrix
  /// How little each cell is like those that taught the label, `[cells]`, in deviations of known cells; nil where the model
  /// does not tell, or could tell only by neighbours that the cells have not.
  public private(set) var novelty: [Float]?

  /// Keeps logarithms finite.
  static let leastProbability = 1e-12

  /// Softmax of the logits, averaged over neighbours as often as validation chose, then sharpened or
  /// flattened by the temperature: `p ∝ p̄^(1/T)`.
  ///
  /// - Parameter graph: each cell itself first; nil for dissociated cells.
  public init(logits: FeatureMatrix, task: LabelTask, graph: NeighbourGraph?) {
    var values = logits.softmax()
    if let graph {
      let lists = NeighbourLists(starts: graph.starts, neighbours: graph.neighbours)
      for _ in 0..<task.smoothing { values = lists.means(of: values) }
    }
    if task.temperature != 1 {
      for place in values.values.indices {
        values.values[place] = logarithm(max(values.values[place], Self.leastProbability))
      }
      values = TemperatureScaling(temperature: task.temperature)(values)
    }
    self.task = task
    self.values = values
  }

  /// Probabilities as they are, `[cells, categories]`.
  init(probabilities: FeatureMatrix, task: LabelTask) {
    self.task = task
    values = probabilities
  }

  /// The same with each cell's novelty.
  func adding(novelty: [Float]?) -> LabelProbabilities {
    var copy = self
    copy.novelty = novelty
    return copy
  }

  public var cellCount: Int { values.rowCount }

  /// The best category of each cell and its probability.
  public func best() -> (codes: [Int32], confidence: [Float]) {
    (values.largestColumns(), values.largestValues().map { Float($0) })
  }
}

extension FeatureMatrix {
  /// The same elements in Double.
  init(_ matrix: Matrix<Float>) {
    self.init(rowCount: matrix.rows, columnCount: matrix.columns, values: matrix.elements)
  }
}
