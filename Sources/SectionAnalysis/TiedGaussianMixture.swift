import CellSections
import Foundation
import ParallelLoops

/// Gaussians of one common covariance, fitted to rows by expectation and maximisation.
///
/// `p(x) = Σ_k π_k N(x; μ_k, Σ)`. With one covariance for all groups the likeliest mixture is the same in any linear
/// coordinates (what k-means seeds is not), and few parameters are to be learnt. Sources: Dempster, Laird &
/// Rubin 1977; McLachlan & Peel 2000, "Finite Mixture Models".
public struct TiedGaussianMixture: Sendable, Equatable {
  /// `π`, `[groups]`.
  public private(set) var weights: [Double]
  /// `μ`, `[groups, columns]`.
  public private(set) var means: FeatureMatrix
  /// `Σ`, `[columns, columns]`.
  public private(set) var covariance: FeatureMatrix
  /// The mean over rows of `ln p(x)` at each step of the fit that was kept; it never falls.
  public private(set) var logLikelihoods: [Double] = []

  /// How long is searched.
  public struct Search: Sendable, Equatable {
    /// How many seedings are tried; the likeliest fit is kept.
    public var restarts: Int
    /// The most steps of one fit.
    public var maximumIterations: Int
    /// A fit ends where the mean log-likelihood gains less.
    public var tolerance: Double

    public init(restarts: Int = 4, maximumIterations: Int = 200, tolerance: Double = 1e-4) {
      self.restarts = restarts
      self.maximumIterations = maximumIterations
      self.tolerance = tolerance
    }
  }

  public var groupCount: Int { weights.count }

  /// Fits the mixture from k-means seeds.
  /// - Parameters:
  ///   - features: `[rows, columns]`.
  ///   - groupCount: how many Gaussians.
  ///   - threads: the result does not depend on it.
  ///   - generator: the same generator state gives the same mixture.
  /// - Throws: `AnalysisError` for fewer rows than groups or a value that is not finite.
  /// - Complexity: O(restarts · iterations · rows · groups · columns).
  public init(
    _ features: FeatureMatrix, groupCount: Int, search: Search = Search(), threads: Int = coreCount,
    using generator: inout some RandomNumberGenerator
  ) throws {
    precondition(search.restarts > 0, "TiedGaussianMixture: \(search.restarts) restarts")
    let moments = RowMoments(features)
    var best: TiedGaussianMixture?
    for _ in 0..<search.restarts {
      let seeds = try KMeans(
        features, groupCount: groupCount, restarts: 1, maximumIterations: 20, using: &generator)
      var fit = TiedGaussianMixture(seeds, moments: moments)
      fit.run(features, moments, search, threads: threads)
      if fit.logLikelihood > best?.logLikelihood ?? -.infinity { best = fit }
    }
    // The likelihood is finite for finite values unless squares overflow; then one group is as good as another.
    self =
      try best
      ?? TiedGaussianMixture(
        KMeans(features, groupCount: groupCount, using: &generator), moments: moments)
  }

  /// Starts where k-means ended: its centres, its shares and what its groups leave of the covariance.
  private init(_ seeds: KMeans, moments: RowMoments) {
    let groups = seeds.centers.rowCount
    var counts = [Double](repeating: 0, count: groups)
    for code in seeds.codes { counts[Int(code)] += 1 }
    // A group that k-means left empty can still be taken up.
    let total = counts.reduce(0) { $0 + max($1, 1e-3) }
    weights = counts.map { max($0, 1e-3) / total }
    means = seeds.centers
    covariance = FeatureMatrix(rowCount: 0, columnCount: 0)
    covariance = moments.within(means: means, weights: weights)
  }

  /// The mean of `ln p(x)` over the rows it was fitted to.
  public var logLikelihood: Double { logLikelihoods.last ?? -.infinity }

  /// How many numbers the fit chose: means, weights and one covariance.
  public var parameterCount: Int {
    let columns = means.columnCount
    return groupCount * columns + groupCount - 1 + columns * (columns + 1) / 2
  }

  /// The probability of each group for each row, `[rows, groups]`, also for rows it was not fitted to.
  public func probabilities(_ features: FeatureMatrix, threads: Int = coreCount) -> FeatureMatrix {
    precondition(
      features.columnCount == means.columnCount,
      "TiedGaussianMixture: \(features.columnCount) columns, fitted to \(means.columnCount)")
    let discriminants = GaussianDiscriminants(self)
    let pieces = mapRowPieces(of: features.rowCount, threads: threads) { rows in
      var values: [Double] = []
      values.reserveCapacity(rows.count * groupCount)
      var probabilities = [Double](repeating: 0, count: groupCount)
      for row in rows {
        _ = discriminants.find(&probabilities, features[row: row])
        values += probabilities
      }
      return values
    }
    return FeatureMatrix(
      rowCount: features.rowCount, columnCount: groupCount, values: Array(pieces.joined()))
  }

  /// Steps until the likelihood gains no more.
  private mutating func run(
    _ features: FeatureMatrix, _ moments: RowMoments, _ search: Search, threads: Int
  ) {
    for _ in 0..<search.maximumIterations {
      let sums = expectation(features, moments, threads: threads)
      let gain = sums.logLikelihood - logLikelihood
      logLikelihoods.append(sums.logLikelihood)
      if gain < search.tolerance { return }
      maximise(sums, moments)
    }
  }

  /// What the rows say of each group under the present mixture.
  private func expectation(
    _ features: FeatureMatrix, _ moments: RowMoments, threads: Int
  ) -> GroupSums {
    let discriminants = GaussianDiscriminants(self)
    let width = features.columnCount
    let pieces = mapRowPieces(of: features.rowCount, threads: threads) { rows in
      var sums = GroupSums(groups: groupCount, columns: width)
      var probabilities = [Double](repeating: 0, count: groupCount)
      for row in rows {
        let logSum = discriminants.find(&probabilities, features[row: row])
        sums.add(features[row: row], probabilities, logSum)
      }
      return sums
    }
    // Pieces are the same on any number of threads, and are added in order.
    var total = GroupSums(groups: groupCount, columns: width)
    for piece in pieces { total.add(piece) }
    total.logLikelihood =
      total.logLikelihood / moments.count + discriminants.meanOfCommonPart(squares: moments.squares)
    return total
  }

  private mutating func maximise(_ sums: GroupSums, _ moments: RowMoments) {
    for group in 0..<groupCount {
      weights[group] = sums.counts[group] / moments.count
      // A group that no row belongs to stays where it is, and weighs nothing.
      guard sums.counts[group] > 1e-9 else { continue }
      for column in 0..<means.columnCount {
        means[group, column] = sums.values[group, column] / sums.counts[group]
      }
    }
    covariance = moments.within(means: means, weights: weights)
  }
}

/// The second moments of all rows, of which groups explain a part.
private struct RowMoments {
  let count: Double
  /// `Σ x xᵀ / n`, `[columns, columns]`.
  let squares: FeatureMatrix
  /// What is added to the diagonal, so that a column without variance divides nothing by 0.
  let ridge: Double

  init(_ features: FeatureMatrix) {
    let width = features.columnCount
    count = Double(max(features.rowCount, 1))
    var squares = FeatureMatrix(rowCount: width, columnCount: width)
    for row in 0..<features.rowCount {
      let values = Array(features[row: row])
      for first in 0..<width {
        for second in first..<width { squares[first, second] += values[first] * values[second] }
      }
    }
    for first in 0..<width {
      for second in first..<width {
        squares[first, second] /= count
        squares[second, first] = squares[first, second]
      }
    }
    self.squares = squares
    let trace = (0..<width).reduce(0) { $0 + squares[$1, $1] }
    ridge = 1e-6 * max(trace / Double(max(width, 1)), 1e-300)
  }

  /// `Σ = Σ x xᵀ / n − Σ_k π_k μ_k μ_kᵀ`: what is left within groups whose means are the rows' own.
  func within(means: FeatureMatrix, weights: [Double]) -> FeatureMatrix {
    var within = squares
    for first in 0..<squares.rowCount {
      for second in 0..<squares.rowCount {
        for group in weights.indices {
          within[first, second] -= weights[group] * means[group, first] * means[group, second]
        }
      }
      within[first, first] += ridge
    }
    return within
  }
}

/// Sums over rows, each counted for a group by its probability.
private struct GroupSums: Sendable {
  var counts: [Double]
  /// `[groups, columns]`
  var values: FeatureMatrix
  var logLikelihood = 0.0

  init(groups: Int, columns: Int) {
    counts = [Double](repeating: 0, count: groups)
    values = FeatureMatrix(rowCount: groups, columnCount: columns)
  }

  mutating func add(_ row: ArraySlice<Double>, _ probabilities: [Double], _ logSum: Double) {
    logLikelihood += logSum
    let width = values.columnCount
    for group in counts.indices {
      let share = probabilities[group]
      counts[group] += share
      var place = group * width
      for value in row {
        values.values[place] += share * value
        place += 1
      }
    }
  }

  mutating func add(_ other: GroupSums) {
    logLikelihood += other.logLikelihood
    for group in counts.indices { counts[group] += other.counts[group] }
    for place in values.values.indices { values.values[place] += other.values.values[place] }
  }
}
