import Autodiff
import SectionAnalysis

/// Finds what the labelled cells of each category express.
struct ProfileTraining {
  let sections: [LabelledSection]
  let task: Int
  let scale: InputScale

  /// So many cells of an average category are added to each category's own, so that a few alike do not make a narrow profile.
  static let priorCells = 5.0
  /// A category of fewer cells does not tell how much cells of a category vary.
  static let leastCells = 4

  /// Puts profiles into a model: `μ_k` the mean of the cells of category k, `σ²_k = (Σ (z − μ_k)² + κ v) / (n_k + κ)`, v the
  /// mean variance of the categories that have cells enough, κ = `priorCells`. A category without cells has the mean and the
  /// variance of all.
  ///
  /// - Parameter trains: which cells may be looked at, `[sections][cells]`.
  /// - Returns: whether there are labelled cells enough.
  func fit(_ model: TissueModel, trains: [[Bool]]) -> Bool {
    guard let profiles = model.noveltyHeads[task]?.profiles else { return false }
    let problem = LinearTraining().problem(
      .init(
        kind: .linearOwn, task: task, sections: sections, trains: trains, model: model,
        input: LinearInput(inversePenalty: 1, scale: scale)))
    guard problem.features.rowCount >= LabelledWalk.leastCells else { return false }
    let (categories, width) = (model.tasks[task].categories.count, problem.genes.count)
    let all = Moments(problem.features, rows: Array(0..<problem.features.rowCount))
    let own = (0..<categories).map { code in
      Moments(
        problem.features, rows: problem.labels.indices.filter { problem.labels[$0] == code })
    }
    let telling = own.filter { $0.count >= Self.leastCells }
    let typical = (0..<width).map { column in
      telling.isEmpty
        ? all.variance[column]
        : telling.reduce(0) { $0 + $1.variance[column] } / Double(telling.count)
    }
    let genes = model.vocabulary.genes.count
    var means = [Float](repeating: 0, count: categories * genes)
    var variances = means
    for (code, own) in own.enumerated() {
      let count = Double(own.count)
      for (column, gene) in problem.genes.enumerated() {
        let place = code * genes + Int(gene)
        means[place] = Float(own.count > 0 ? own.mean[column] : all.mean[column])
        let variance =
          own.count > 0
          ? (count * own.variance[column] + Self.priorCells * typical[column])
            / (count + Self.priorCells) : all.variance[column]
        variances[place] = Float(max(Self.leastVariance, variance))
      }
    }
    profiles.means.assign(means)
    profiles.variances.assign(variances)
    return true
  }

  /// A gene that no cell of training expresses would else shout at its first count.
  private static let leastVariance = 1e-2

  /// Mean and variance of each column over some rows.
  private struct Moments {
    let count: Int
    let mean: [Double]
    let variance: [Double]

    init(_ features: FeatureMatrix, rows: [Int]) {
      let width = features.columnCount
      let share = 1 / Double(max(1, rows.count))
      var mean = [Double](repeating: 0, count: width)
      var variance = mean
      for row in rows {
        for column in 0..<width { mean[column] += share * features[row, column] }
      }
      for row in rows {
        for column in 0..<width {
          let rest = features[row, column] - mean[column]
          variance[column] += share * rest * rest
        }
      }
      count = rows.count
      self.mean = mean
      self.variance = variance
    }
  }
}
