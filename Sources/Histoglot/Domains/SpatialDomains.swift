import Autodiff
import CellSections
import SectionAnalysis

/// Regions of a tissue found without labels: groups of cells whose surroundings are alike.
///
/// Of each view of the cells, latent vectors of a model and expression, the linear combinations are taken that
/// neighbours share most (`SpatialFactors`), averaged over the nearest cells, and parted by Gaussian mixtures of one
/// common covariance. Fits are made at several scales and with several numbers of factors; the view on which they agree
/// best counts, and each cell's probabilities are the mean of its fits and of its nearest cells. Positions say who is near
/// whom and nothing else: turning, mirroring or shifting a section changes nothing.
public struct SpatialDomains: Sendable {
  /// How far fits agreed on so many domains of a view: the mean adjusted Rand index of any two.
  public struct Trial: Sendable, Equatable {
    public let view: DomainView
    public let count: Int
    public let agreement: Double
  }

  /// `[cells, domains]`, section after section, the largest domain first. Not calibrated: no label says how often they
  /// are right.
  public let probabilities: FeatureMatrix
  /// What domains are told by.
  public let view: DomainView
  /// How many domains were asked for, or chosen; cells may fill fewer.
  public let count: Int
  /// How far the fits agree, 1 where all part the cells alike.
  public let agreement: Double
  /// Everything that was chosen among, by view and number.
  public let trials: [Trial]

  /// The domain of each cell, `[cells]`.
  public var codes: [Int32] { probabilities.largestColumns() }

  /// Looks for domains.
  /// - Parameters:
  ///   - material: neighbours and expression.
  ///   - latents: the latent vectors of the same cells, `[cells, latent]`, where a model was asked.
  ///   - progress: told how many of all fits are done.
  /// - Throws: `AnalysisError` for values that are not finite.
  /// - Complexity: O(cells · (columns² + neighbours · factors)), and fits to `options.fittedCells` cells.
  public init(
    _ material: DomainMaterial, latents: FeatureMatrix?, options: DomainOptions = DomainOptions(),
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws {
    precondition(
      latents.map { $0.rowCount == material.cellCount } ?? true,
      "SpatialDomains: \(latents?.rowCount ?? 0) latent vectors for \(material.cellCount) cells")
    // Linear algebra is then left to one thread, and the result to none.
    _ = Workspace<Double>(threads: 1)
    let views = try [(DomainView.latent, latents), (.expression, material.expression)].compactMap {
      view, own in
      try own.map { try DomainFeatures($0, view: view, material: material, options: options) }
    }
    let rows = Self.sample(options.fittedCells, of: material.cellCount, seed: options.seed)
    let counts = options.count.map { $0...$0 } ?? Self.counts(options, cells: rows.count)
    var trials: [Trial] = []
    var best: DomainFits?
    let all = views.count * counts.count
    if options.count == nil {
      let few = Self.sample(options.trialCells, of: material.cellCount, seed: options.seed)
      for view in views {
        for count in counts {
          let fits = try DomainFits(view, rows: few, count: count, restarts: 2, options: options)
          trials.append(Trial(view: view.view, count: count, agreement: fits.agreement))
          progress(trials.count, all + 1)
        }
      }
      let chosen = trials.indices.max { trials[$0].agreement < trials[$1].agreement } ?? 0
      for view in views where view.view == trials[chosen].view {
        best = try DomainFits(
          view, rows: rows, count: trials[chosen].count, restarts: options.restarts,
          options: options)
      }
    } else {
      for view in views {
        let fits = try DomainFits(
          view, rows: rows, count: counts.lowerBound, restarts: options.restarts, options: options)
        trials.append(Trial(view: view.view, count: fits.count, agreement: fits.agreement))
        if fits.agreement > best?.agreement ?? -.infinity { best = fits }
        progress(trials.count, all + 1)
      }
    }
    guard let best, let features = views.first(where: { $0.view == best.view }) else {
      preconditionFailure("SpatialDomains: \(views.count) views, \(counts.count) numbers")
    }
    let told = best.probabilities(features, threads: options.threads)
    let smoothed = material.near.means(
      of: told, ring: 0..<options.smoothingCells, ownWeight: 1)
    probabilities = smoothed.withColumnsBySize()
    view = best.view
    count = best.count
    agreement = best.agreement
    self.trials = trials
    progress(all + 1, all + 1)
  }

  /// The numbers that the cells allow.
  private static func counts(_ options: DomainOptions, cells: Int) -> ClosedRange<Int> {
    let most = max(2, cells / DomainOptions.fewestCells)
    let first = min(options.counts.lowerBound, most)
    return first...max(first, min(options.counts.upperBound, most))
  }

  /// Some of the cells, ascending; all of them where there are no more.
  private static func sample(_ limit: Int, of cells: Int, seed: UInt64) -> [Int] {
    guard cells > limit else { return Array(0..<cells) }
    var generator = SeededGenerator(seed: seed, path: [0x73616D])
    var rows = Array(0..<cells)
    generator.shuffle(&rows)
    return rows.prefix(limit).sorted()
  }
}

extension FeatureMatrix {
  /// The columns by how many rows they are the largest of, most first; those of none are left out, and rows add up to 1
  /// without them.
  fileprivate func withColumnsBySize() -> FeatureMatrix {
    var sizes = [Int](repeating: 0, count: columnCount)
    for code in largestColumns() where code >= 0 { sizes[Int(code)] += 1 }
    let order = sizes.indices.filter { sizes[$0] > 0 }
      .sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    var values: [Double] = []
    values.reserveCapacity(rowCount * order.count)
    for row in 0..<rowCount {
      let total = order.reduce(0) { $0 + self[row, $1] }
      for column in order { values.append(self[row, column] / total) }
    }
    return FeatureMatrix(rowCount: rowCount, columnCount: order.count, values: values)
  }
}
