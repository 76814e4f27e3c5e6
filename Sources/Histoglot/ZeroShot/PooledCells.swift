import CellSections
import SectionAnalysis

/// The cells of several sections that hold any count, on the genes they share.
///
/// Cells stand in an order that follows from what was counted in them and where they lie, not from where the file has
/// them: permuting the cells of a file permutes the results, bit for bit.
struct PooledCells {
  /// The sections on their common genes, cells in the order of this pool, empty ones left out.
  let sections: [CellSection]
  /// For each section, which of its cells stands at each place.
  let order: [[Int]]

  init(_ sections: [CellSection]) throws {
    guard let first = sections.first else {
      throw ZeroShotError(place: "the input", reason: .tooFewCells(0))
    }
    var shared = Set(first.genes.map(\.name))
    for section in sections.dropFirst() { shared.formIntersection(section.genes.map(\.name)) }
    let names = first.genes.map(\.name).filter(shared.contains)
    guard names.count > 1 else {
      throw ZeroShotError(place: first.name, reason: .noCommonGenes)
    }
    var pooled: [CellSection] = []
    var order: [[Int]] = []
    for section in sections {
      var columns: [String: Int] = [:]
      for (column, gene) in section.genes.enumerated() { columns[gene.name] = column }
      let common =
        section.genes.map(\.name) == names
        ? section : section.selectingGenes(names.compactMap { columns[$0] })
      let places = Self.order(of: common)
      pooled.append(common.selectingCells(places))
      order.append(places)
    }
    self.sections = pooled
    self.order = order
    guard cellCount > 1 else {
      throw ZeroShotError(place: first.name, reason: .tooFewCells(cellCount))
    }
  }

  var cellCount: Int { order.reduce(0) { $0 + $1.count } }
  var genes: [Gene] { sections.first?.genes ?? [] }

  private static func order(of section: CellSection) -> [Int] {
    let keys = section.counts.rowFingerprints()
    let filled = (0..<section.cellCount).filter { !section.counts.entries(of: $0).isEmpty }
    guard let coordinates = section.coordinates else {
      return filled.sorted { (keys[$0], $0) < (keys[$1], $1) }
    }
    return filled.sorted {
      let (a, b) = (coordinates, coordinates)
      return (keys[$0], a.x[$0], a.y[$0], $0) < (keys[$1], b.x[$1], b.y[$1], $1)
    }
  }

  /// The rows of matrices of the sections, `[all cells, columns]`.
  func rows(_ matrices: [FeatureMatrix]) -> FeatureMatrix {
    let parts = zip(matrices, order).map { $0.selectingRows($1) }
    return FeatureMatrix(
      rowCount: cellCount, columnCount: parts.first?.columnCount ?? 0,
      values: parts.flatMap(\.values))
  }

  /// The places of each section in the pool.
  var ranges: [Range<Int>] {
    var start = 0
    return order.map { places in
      defer { start += places.count }
      return start..<start + places.count
    }
  }

  /// z-scores of each section over its own cells, `[cells, columns]`.
  func zScores(columns: [Int]) -> FeatureMatrix {
    FeatureMatrix(
      rowCount: cellCount, columnCount: columns.count,
      values: sections.flatMap { ExpressionScores.zScores($0, columns: columns).values })
  }

  /// The nearest cells in space, within each section; nil where a section has no coordinates.
  func spatialNeighbours(_ count: Int, threads: Int) -> NeighbourLists? {
    var starts = [0]
    var neighbours: [Int32] = []
    for (section, range) in zip(sections, ranges) {
      guard let coordinates = section.coordinates else { return nil }
      let graph = NeighbourGraph.nearest(count, of: coordinates, threads: threads)
      for cell in 0..<section.cellCount {
        neighbours += graph.neighbours(of: cell).map { $0 + Int32(range.lowerBound) }
        starts.append(neighbours.count)
      }
    }
    return NeighbourLists(starts: starts, neighbours: neighbours)
  }
}
