import CellSections
import SectionAnalysis

/// What is known of the cells of some sections before a model has seen them: their expression, and who lies near whom.
///
/// Cells stand section after section. Nothing in it depends on where a section lies or how it is turned.
public struct DomainMaterial: Sendable {
  /// The name and the number of cells of each section.
  public let sections: [(name: String, cellCount: Int)]
  /// The sections without coordinates.
  public let placeless: [String]
  /// Each cell's nearest cells of its own section, none without coordinates.
  let near: NeighbourLists
  /// Scores along the principal components of z-scored log expression, `[cells, components]`.
  let expression: FeatureMatrix

  public var cellCount: Int { expression.rowCount }

  /// Finds neighbours, and the components of expression.
  /// - Parameter sections: of one file, with the same genes.
  /// - Throws: `DomainError` for hardly any cells or genes.
  public init(_ sections: [CellSection], options: DomainOptions = DomainOptions()) throws {
    self.sections = sections.map { ($0.name, $0.cellCount) }
    placeless = sections.filter { $0.coordinates == nil }.map(\.name)
    let place = sections.map(\.name).listed(3)
    let filled = sections.reduce(0) { $0 + $1.counts.rowTotals().count { $0 > 0 } }
    let needed = DomainOptions.fewestCells * max(2, options.count ?? 2)
    guard filled >= needed else {
      throw DomainError(place: place, reason: .tooFewCells(filled, needed: needed))
    }
    let totals = sections.map { $0.counts.columnTotals() }
    let used = (totals.first ?? []).indices.filter { gene in totals.contains { $0[gene] > 0 } }
    guard used.count >= 2 else {
      throw DomainError(place: place, reason: .tooFewGenes(used.count, needed: 2))
    }
    let largest = sections.max { $0.cellCount < $1.cellCount }
    let columns = largest?.mostVariableGenes(options.mostGenes, among: used) ?? used
    expression = try Self.components(
      sections.map { ScaledExpression(of: $0.counts, columns: columns) }, options: options)
    var starts = [0]
    var neighbours: [Int32] = []
    for section in sections {
      let first = Int32(starts.count - 1)
      let lists = section.nearCells(options.nearest, threads: options.threads)
      let before = neighbours.count
      for cell in 0..<section.cellCount {
        starts.append(before + (lists?.starts[cell + 1] ?? 0))
      }
      neighbours += lists?.neighbours.map { $0 + first } ?? []
    }
    near = NeighbourLists(starts: starts, neighbours: neighbours)
  }

  /// Components are learnt from some of the cells, evenly spaced, and told of all.
  private static func components(
    _ parts: [ScaledExpression], options: DomainOptions
  ) throws -> FeatureMatrix {
    let cells = parts.reduce(0) { $0 + $1.cellCount }
    let step = max(1, (cells + 19_999) / 20_000)
    let sample = parts.map { $0.rows(stride(from: 0, to: $0.cellCount, by: step)) }
      .reduce(FeatureMatrix(rowCount: 0, columnCount: parts.first?.columnCount ?? 0)) {
        $0.stacked(on: $1)
      }
    let components = try PrincipalComponents(sample, count: options.components)
    var all: [Double] = []
    all.reserveCapacity(cells * components.components.rowCount)
    for part in parts {
      for piece in part.mapRows(threads: options.threads, { components.scores($0).values }) {
        all += piece
      }
    }
    return FeatureMatrix(
      rowCount: cells, columnCount: components.components.rowCount, values: all)
  }

  /// The same features about the mean of each section, so that what two sections see differently on the whole parts no
  /// cells.
  func centred(_ features: FeatureMatrix) -> FeatureMatrix {
    var centred = features
    let width = features.columnCount
    var first = 0
    for section in sections {
      var means = [Double](repeating: 0, count: width)
      for row in first..<first + section.cellCount {
        for column in 0..<width { means[column] += features[row, column] }
      }
      for row in first..<first + section.cellCount {
        for column in 0..<width {
          centred[row, column] -= means[column] / Double(section.cellCount)
        }
      }
      first += section.cellCount
    }
    return centred
  }
}
