import Autodiff
import SectionAnalysis

/// Finds what the labelled cells of each category express.
struct ProfileTraining {
  let sections: [LabelledSection]
  let task: Int

  /// So many cells of an average category are added to each category's own, so that a few alike do not make a narrow profile.
  static let priorCells = 5.0
  /// A category of fewer cells does not tell how much cells of a category vary.
  static let leastCells = 4.0
  /// From fewer labelled cells no profile is told.
  static let leastTold = 50

  /// Puts profiles into a model: `μ_k` the mean of the cells of category k, `σ²_k = (Σ (z − μ_k)² + κ v) / (n_k + κ)`, v the
  /// mean variance of the categories that have cells enough, κ = `priorCells`; of each gene the cells whose section measured it.
  /// Of a category without such cells any value may be expected.
  ///
  /// - Parameter problem: own expression of the labelled cells that may be looked at.
  /// - Returns: whether there are labelled cells enough.
  func fit(_ model: TissueModel, _ problem: LinearTraining.Problem) -> Bool {
    guard let profiles = model.noveltyHeads[task]?.profiles else { return false }
    guard problem.features.rowCount >= Self.leastTold else { return false }
    let (categories, width) = (model.tasks[task].categories.count, problem.genes.count)
    let measured = sections.map { section in
      let genes = Set(section.section.counts.genes)
      return problem.genes.map { genes.contains($0) }
    }
    func moments(_ rows: [Int]) -> Moments {
      Moments(problem.features, rows: rows) { measured[problem.cells[$0].section] }
    }
    let all = moments(Array(0..<problem.features.rowCount))
    let own = (0..<Int32(categories)).map { code in
      moments(problem.labels.indices.filter { problem.labels[$0] == code })
    }
    let typical = (0..<width).map { column in
      let telling = own.filter { $0.counts[column] >= Self.leastCells }
      return telling.isEmpty
        ? all.variances[column]
        : telling.reduce(0) { $0 + $1.variances[column] } / Double(telling.count)
    }
    let genes = model.vocabulary.genes.count
    var means = [Float](repeating: 0, count: categories * genes)
    var variances = means
    for (code, own) in own.enumerated() {
      for (column, gene) in problem.genes.enumerated() where all.counts[column] > 0 {
        let (place, count) = (code * genes + Int(gene), own.counts[column])
        means[place] = Float(count > 0 ? own.means[column] : all.means[column])
        let variance =
          count > 0
          ? (count * own.variances[column] + Self.priorCells * typical[column])
            / (count + Self.priorCells) : Self.untoldVariance
        variances[place] = Float(max(Self.leastVariance, variance))
      }
    }
    profiles.means.assign(means)
    profiles.variances.assign(variances)
    return true
  }

  /// A hundred deviations of the gene over all cells.
  private static let untoldVariance = 1e4
  /// A gene that no cell of training expresses would else shout at its first count.
  private static let leastVariance = 1e-2

  /// How many of some rows measured each column, and its mean and variance over these.
  private struct Moments {
    let counts: [Double]
    let means: [Double]
    let variances: [Double]

    init(_ features: FeatureMatrix, rows: [Int], measured: (_ row: Int) -> [Bool]) {
      let width = features.columnCount
      var counts = [Double](repeating: 0, count: width)
      var (sums, squares) = (counts, counts)
      for row in rows {
        let measured = measured(row)
        for column in 0..<width where measured[column] {
          counts[column] += 1
          sums[column] += features[row, column]
        }
      }
      let means = zip(sums, counts).map { $0 / max(1, $1) }
      for row in rows {
        let measured = measured(row)
        for column in 0..<width where measured[column] {
          let rest = features[row, column] - means[column]
          squares[column] += rest * rest
        }
      }
      self.counts = counts
      self.means = means
      variances = zip(squares, counts).map { $0 / max(1, $1) }
    }
  }
}
