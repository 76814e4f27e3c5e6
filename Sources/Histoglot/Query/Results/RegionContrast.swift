import CellSections

/// What tells cells from the other cells of their section.
struct RegionContrast {
  private let section: CellSection
  /// `[cells]`
  private let bestTypes: [Int?]
  private let names: [String]
  private let statistics: SectionStatistics
  /// Sums and sums of squares of expression over all cells, `[genes]`.
  private let sums: [Double]
  private let squares: [Double]

  /// Types named of a region.
  static let mostTypes = 8
  /// Genes named of a region.
  static let mostGenes = 10
  /// A type of a smaller share is not named.
  static let leastShare = 0.01

  init(_ section: CellSection, types: CellTypeEvidence, place: Int) {
    self.section = section
    bestTypes = types.bestTypes(inSection: place)
    names = types.types.map(\.name)
    let statistics = SectionStatistics(section.counts)
    var sums = [Double](repeating: 0, count: section.geneCount)
    var squares = sums
    Self.forEachEntry(section, statistics, cells: 0..<section.cellCount) { gene, value in
      sums[gene] += value
      squares[gene] += value * value
    }
    self.statistics = statistics
    self.sums = sums
    self.squares = squares
  }

  private static func forEachEntry(
    _ section: CellSection, _ statistics: SectionStatistics, cells: some Sequence<Int>,
    _ body: (_ gene: Int, _ expression: Double) -> Void
  ) {
    for cell in cells {
      let size = Double(statistics.librarySizes[cell])
      for entry in section.counts.entries(of: cell) {
        body(
          Int(section.counts.columns[entry]),
          statistics.expression(count: section.counts.values[entry], librarySize: size))
      }
    }
  }

  /// The genes that cells have most more of, by the difference in deviations.
  func genes(of cells: [Int]) -> [FoundRegion.GeneContrast] {
    var own = [Double](repeating: 0, count: section.geneCount)
    Self.forEachEntry(section, statistics, cells: cells) { own[$0] += $1 }
    let (inside, all) = (Double(cells.count), Double(section.cellCount))
    let contrasts = section.genes.indices.compactMap { gene -> FoundRegion.GeneContrast? in
      let mean = sums[gene] / all
      let variance = squares[gene] / all - mean * mean
      guard variance > 1e-12, all > inside else { return nil }
      let here = own[gene] / inside
      let elsewhere = (sums[gene] - own[gene]) / (all - inside)
      return FoundRegion.GeneContrast(
        name: section.genes[gene].name, difference: (here - elsewhere) / variance.squareRoot(),
        inside: here, elsewhere: elsewhere)
    }
    return Array(
      contrasts.filter { $0.difference > 0 }
        .sorted { ($1.difference, $0.name) < ($0.difference, $1.name) }.prefix(Self.mostGenes))
  }

  /// The types of cells, by the best type of each; cells of no type count as none.
  func composition(of cells: [Int]) -> [FoundRegion.TypeShare] {
    var (own, all) = ([Double](repeating: 0, count: names.count), [Double]())
    all = own
    let isOwn = Set(cells)
    for (cell, type) in bestTypes.enumerated() {
      guard let type else { continue }
      all[type] += 1
      if isOwn.contains(cell) { own[type] += 1 }
    }
    let rest = Double(max(1, section.cellCount - cells.count))
    let shares = names.indices.map { type in
      FoundRegion.TypeShare(
        name: names[type], share: own[type] / Double(cells.count),
        elsewhere: (all[type] - own[type]) / rest)
    }
    return Array(
      shares.filter { $0.share >= Self.leastShare }
        .sorted { ($1.share, $0.name) < ($0.share, $1.name) }.prefix(Self.mostTypes))
  }
}
