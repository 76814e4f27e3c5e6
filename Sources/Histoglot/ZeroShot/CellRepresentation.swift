import CellSections
import SectionAnalysis

/// What self-training sees of each cell: itself, and the mean of its neighbours in space.
struct CellRepresentation {
  /// The cell's own values: components, a model's latent, or both, `[cells, columns]`.
  let own: FeatureMatrix
  /// Cells alike, by the components of their expression; nil on small panels, where cells stand for themselves.
  let alike: NeighbourLists?
  /// Cells near in space; nil without coordinates.
  let near: NeighbourLists?
  private let looksAround: Bool

  /// - Parameter isSmall: whether the panel is; see `ZeroShotOptions.genesPerType`.
  init(
    _ cells: PooledCells, latents: [FeatureMatrix]?, isSmall: Bool, options: ZeroShotOptions
  ) throws {
    let columns = Self.varyingGenes(cells, most: options.componentGenes)
    let z = cells.zScores(columns: columns)
    let components = try PrincipalComponents(z, count: options.components).scores(z)
    let latent = latents.map { cells.rows($0).scaled(toVarianceOf: components) }
    own =
      switch (options.representation, latent) {
      case (.components, _), (_, nil): components
      case (.latent, let latent?): latent
      case (.both, let latent?): components.joined(with: latent)
      }
    alike =
      isSmall
      ? nil
      : NeighbourLists(
        nearestRowsOf: own, count: options.alikeCells, threads: options.threads)
    near = cells.spatialNeighbours(options.spatialNeighbours, threads: options.threads)
    looksAround = !isSmall
  }

  /// `[cells, columns]`, with the means over neighbours to the right where cells look around.
  var features: FeatureMatrix {
    guard looksAround, let near else { return own }
    return own.joined(with: near.means(of: own))
  }

  /// The genes that vary most, ascending; all of a panel that is not larger.
  private static func varyingGenes(_ cells: PooledCells, most: Int) -> [Int] {
    let all = Array(cells.genes.indices)
    guard all.count > most else { return all }
    let variances = ExpressionScores.variances(cells.sections)
    return all.sorted { (variances[$1], $0) < (variances[$0], $1) }.prefix(most).sorted()
  }
}

extension FeatureMatrix {
  /// The same values about their means, in a unit in which they vary as much in all as another matrix does.
  fileprivate func scaled(toVarianceOf other: FeatureMatrix) -> FeatureMatrix {
    let own = Standardizer(self)
    let variance = own.deviations.reduce(0) { $0 + $1 * $1 }
    let wanted = Standardizer(other).deviations.reduce(0) { $0 + $1 * $1 }
    let factor = (wanted / variance).squareRoot()
    var scaled = self
    for place in scaled.values.indices {
      scaled.values[place] = (scaled.values[place] - own.means[place % columnCount]) * factor
    }
    return scaled
  }
}
