import SectionAnalysis

/// One way of telling a gene of the section from cells of the reference that measured it.
public enum ImputationExpert: String, Sendable, CaseIterable {
  /// The mean over the reference cells most alike along the directions that both sides have in common, the cell's
  /// surroundings among them at half weight (`PrincipalVectors`).
  case commonDirections = "common directions"
  /// The mean over the reference cells most alike by the cosine of their log expression.
  case alikeCells = "alike cells"
  /// The same after each cell of either side was averaged with those of its own side that are like it.
  case smoothedCells = "smoothed cells"
  /// Ridge regression on the shared genes of the cell.
  case linear
  /// Ridge regression on the shared genes of the cell and of its surroundings, from cells of the reference by how
  /// often they are among those most alike to cells of the section.
  case linearRings = "linear with rings"
}

/// Experts that have seen both sides, and can be asked for any gene of the reference.
struct FittedExperts: Sendable {
  private enum Method: Sendable {
    case alike(NearestRows)
    case linear(section: FeatureMatrix, reference: FeatureMatrix, weights: [Double]?)
  }

  private var methods: [(expert: ImputationExpert, method: Method)] = []
  private let penalty: Double

  /// Experts that need surroundings are left out where a side has none.
  init(
    section: SideFeatures, reference: SideFeatures, options: ImputationOptions
  ) throws {
    penalty = options.penalty
    let rings = section.ring.flatMap { own in reference.ring.map { (own, $0) } }
    let query = rings.map { section.own.joined(with: $0.0.scaled(by: 0.5)) } ?? section.own
    let rows = rings.map { reference.own.joined(with: $0.1.scaled(by: 0.5)) } ?? reference.own
    let common = try PrincipalVectors(rows, query, components: options.components)
    func nearest(_ query: FeatureMatrix, _ rows: FeatureMatrix) -> NearestRows {
      NearestRows(of: query, in: rows, count: options.alikeCells, threads: options.threads)
    }
    let commonRows = nearest(common.scores(query), common.scores(rows))
    let alikeRows = nearest(section.expression, reference.expression)
    let smoothedRows = nearest(section.smoothed, reference.smoothed)
    methods = [
      (.commonDirections, .alike(commonRows)), (.alikeCells, .alike(alikeRows)),
      (.smoothedCells, .alike(smoothedRows)),
      (
        .linear,
        .linear(
          section: section.own.joined(with: section.librarySize.scaled(by: 2)),
          reference: reference.own.joined(with: reference.librarySize.scaled(by: 2)),
          weights: nil)
      ),
    ]
    guard let rings else { return }
    // Cells that are never looked at still count a little, for where the section is unlike the reference.
    var weights = [Double](repeating: 0.2, count: reference.own.rowCount)
    for row in commonRows.rows + alikeRows.rows { weights[Int(row)] += 1 }
    let seen = reference.own.joined(with: rings.1).joined(with: reference.librarySize)
    let own = section.own.joined(with: rings.0).joined(with: section.librarySize.scaled(by: 2))
    methods.append(
      (
        .linearRings,
        .linear(
          section: own, reference: seen.standardized(weights: weights, lastBy: 2),
          weights: weights)
      ))
  }

  /// The experts that there are.
  var experts: [ImputationExpert] { methods.map(\.expert) }

  /// Log expression of genes in the section's cells by each expert, `[cells, genes]` each.
  ///
  /// - Parameter targets: their log expression in the reference's, `[reference cells, genes]`.
  func expression(of targets: FeatureMatrix) -> [FeatureMatrix] {
    methods.map { _, method in
      switch method {
      case .alike(let rows): rows.means(of: targets)
      case .linear(let section, let reference, let weights):
        RidgeRegression(reference, targets, weights: weights, penalty: penalty)(section)
      }
    }
  }
}
