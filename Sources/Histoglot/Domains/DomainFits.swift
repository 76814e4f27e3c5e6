import Autodiff
import CellSections
import SectionAnalysis

/// Mixtures fitted to one view of the cells, at several scales and with several numbers of factors.
///
/// No single scale or number of factors is right for every tissue, and no label tells which: fits are made with all, and
/// what they agree on counts.
struct DomainFits {
  let view: DomainView
  let count: Int
  private let mixtures: [TiedGaussianMixture]
  private let consensus: GroupConsensus
  /// Whether the mean of all fits leaves a group without a cell, so that the fit which agrees best with the others is
  /// taken alone: so many domains were asked for.
  private let asksOne: Bool

  /// The mean adjusted Rand index of any two fits.
  var agreement: Double { consensus.agreement }

  /// - Parameters:
  ///   - features: what the fits are made to; see `DomainFeatures`.
  ///   - rows: the cells they are made to.
  init(
    _ features: DomainFeatures, rows: [Int], count: Int, restarts: Int, options: DomainOptions
  ) throws {
    view = features.view
    self.count = count
    var generator = SeededGenerator(
      seed: options.seed, path: [UInt64(count), features.view == .latent ? 0 : 1])
    let search = TiedGaussianMixture.Search(restarts: restarts)
    var mixtures: [TiedGaussianMixture] = []
    var groupings: [FeatureMatrix] = []
    for place in 0..<features.count {
      let seen = features.rows(rows, of: place)
      let mixture = try TiedGaussianMixture(
        seen, groupCount: count, search: search, threads: options.threads, using: &generator)
      mixtures.append(mixture)
      groupings.append(mixture.probabilities(seen, threads: options.threads))
    }
    self.mixtures = mixtures
    let consensus = try GroupConsensus(groupings)
    self.consensus = consensus
    asksOne = Set(consensus.mean(of: groupings).largestColumns()).count < count
  }

  /// The mean of what the fits say of all cells, `[cells, count]`; what one of them says where their mean loses a group.
  func probabilities(_ features: DomainFeatures, threads: Int) -> FeatureMatrix {
    // Some cells at a time: what all fits say of a million cells would take ten times as much as their mean.
    let length = 1 << 16
    var values: [Double] = []
    values.reserveCapacity(features.cellCount * count)
    for first in stride(from: 0, to: features.cellCount, by: length) {
      let rows = Array(first..<min(first + length, features.cellCount))
      if asksOne {
        let seen = features.rows(rows, of: consensus.central)
        values += mixtures[consensus.central].probabilities(seen, threads: threads).values
        continue
      }
      let told = mixtures.indices.map {
        mixtures[$0].probabilities(features.rows(rows, of: $0), threads: threads)
      }
      values += consensus.mean(of: told).values
    }
    return FeatureMatrix(rowCount: features.cellCount, columnCount: count, values: values)
  }
}

/// Spatial factors of one view, averaged over each cell and its neighbours.
struct DomainFeatures {
  let view: DomainView
  /// At each scale, `[cells, factors]`.
  private let averages: [FeatureMatrix]
  /// Which scale, and how many of its factors, each fit looks at.
  private let fits: [(scale: Int, factors: Int)]

  /// How many fits are made.
  var count: Int { fits.count }
  var cellCount: Int { averages.first?.rowCount ?? 0 }

  /// - Parameter own: the view's values, `[cells, columns]`.
  init(
    _ own: FeatureMatrix, view: DomainView, material: DomainMaterial, options: DomainOptions
  ) throws {
    self.view = view
    let centred = material.centred(own)
    let factors = try SpatialFactors(
      centred, neighbours: material.near, count: options.factorCounts.max() ?? 0,
      componentLimit: options.components)
    let scores = factors.scores(centred)
    let hasPlaces = !material.near.neighbours.isEmpty
    averages =
      hasPlaces
      ? options.scales.map { material.near.means(of: scores, ring: 0..<$0, ownWeight: 1) }
      : [scores]
    let widths = Set(options.factorCounts.map { min($0, factors.count) }).sorted()
    fits = averages.indices.flatMap { scale in widths.map { (scale: scale, factors: $0) } }
  }

  /// What one of the fits sees of some cells, `[rows, factors]`.
  func rows(_ rows: [Int], of fit: Int) -> FeatureMatrix {
    let (scale, width) = fits[fit]
    let average = averages[scale]
    var values: [Double] = []
    values.reserveCapacity(rows.count * width)
    for row in rows { values += average[row: row].prefix(width) }
    return FeatureMatrix(rowCount: rows.count, columnCount: width, values: values)
  }
}
