import CellSections
import ParallelLoops

/// What adds up over the cells of a region, for the region that is described and for random ones alike.
struct RegionTally: Sendable {
  /// Of one region.
  struct Sums: Sendable, Equatable {
    /// Cells, `[types]`.
    var types: [Int]
    /// Expression, `[genes]`.
    var genes: [Double]
    /// How much of the terms' company there is, `[terms]`.
    var terms: [Int]
  }

  /// How many random regions have sums as large, and as small.
  struct Exceedance: Sendable, Equatable {
    var typesAtLeast: [Int]
    var typesAtMost: [Int]
    var genesAtLeast: [Int]
    var termsAtLeast: [Int]
  }

  /// The type of each cell, -1 for none, `[places]`.
  let typeOfCell: [Int32]
  let typeCount: Int
  let expression: LogExpression
  /// How much of each term's company a cell is, before its neighbours are asked, `[terms]` of `[places]`.
  ///
  /// Neighbours are left out since cells at the edge of the tissue are asked more often than those within. Whole numbers
  /// (`wholeNumbers`), so that regions of equal composition tie in whatever order they are added up.
  let termValues: [[Int]]

  /// - Parameter cells: ascending, so that the same cells have the same sums bit for bit.
  func sums(of cells: [Int]) -> Sums {
    var sums = Sums(
      types: [Int](repeating: 0, count: typeCount),
      genes: [Double](repeating: 0, count: expression.geneCount),
      terms: [Int](repeating: 0, count: termValues.count))
    for cell in cells {
      if typeOfCell[cell] >= 0 { sums.types[Int(typeOfCell[cell])] += 1 }
      for entry in expression.starts[cell]..<expression.starts[cell + 1] {
        sums.genes[Int(expression.genes[entry])] += expression.values[entry]
      }
      for term in termValues.indices { sums.terms[term] += termValues[term][cell] }
    }
    return sums
  }

  /// Values as multiples of a 2⁻³² of the largest of them.
  static func wholeNumbers(_ values: [Double]) -> [Int] {
    let largest = values.reduce(0) { max($0, abs($1)) }
    return values.map { largest > 0 ? Int(($0 / largest * 0x1p32).rounded()) : 0 }
  }

  /// How much it takes to find and sum up a region of as many cells, in entries of counts.
  func work(of cells: [Int]) -> Int {
    cells.reduce(0) { $0 + expression.starts[$1 + 1] - expression.starts[$1] + Self.workOfCell }
  }

  /// What finding a cell costs, measured.
  private static let workOfCell = 30

  /// Complexity: O(permutations · (cells + counts of a region)), divided among threads.
  func exceedance(
    of own: Sums, among regions: RandomRegions, permutations: Int, seed: UInt64, threads: Int
  ) -> Exceedance {
    let length = 16
    let pieces = mapPieces(count: (permutations + length - 1) / length, threads: threads) {
      piece in
      var count = Exceedance(
        typesAtLeast: [Int](repeating: 0, count: typeCount),
        typesAtMost: [Int](repeating: 0, count: typeCount),
        genesAtLeast: [Int](repeating: 0, count: expression.geneCount),
        termsAtLeast: [Int](repeating: 0, count: termValues.count))
      for number in piece * length..<min((piece + 1) * length, permutations) {
        let sums = sums(of: regions.region(number: number, seed: seed))
        for type in sums.types.indices {
          if sums.types[type] >= own.types[type] { count.typesAtLeast[type] += 1 }
          if sums.types[type] <= own.types[type] { count.typesAtMost[type] += 1 }
        }
        for gene in sums.genes.indices where sums.genes[gene] >= own.genes[gene] {
          count.genesAtLeast[gene] += 1
        }
        for term in sums.terms.indices where sums.terms[term] >= own.terms[term] {
          count.termsAtLeast[term] += 1
        }
      }
      return count
    }
    return pieces.dropFirst().reduce(pieces[0]) { $0 + $1 }
  }
}

extension RegionTally.Exceedance {
  static func + (_ a: Self, _ b: Self) -> Self {
    func sum(_ part: KeyPath<Self, [Int]>) -> [Int] {
      zip(a[keyPath: part], b[keyPath: part]).map { $0 + $1 }
    }
    return Self(
      typesAtLeast: sum(\.typesAtLeast), typesAtMost: sum(\.typesAtMost),
      genesAtLeast: sum(\.genesAtLeast), termsAtLeast: sum(\.termsAtLeast))
  }
}

/// `log1p(y M / L)` of a section where it is not 0, as compressed rows.
struct LogExpression: Sendable {
  /// `[cells + 1]`
  let starts: [Int]
  let genes: [Int32]
  let values: [Double]
  let geneCount: Int

  init(_ section: CellSection) {
    let statistics = SectionStatistics(section.counts)
    starts = section.counts.rowStarts
    genes = section.counts.columns
    geneCount = section.geneCount
    values = (0..<section.cellCount).flatMap { cell in
      section.counts.entries(of: cell).map {
        statistics.expression(
          count: section.counts.values[$0], librarySize: Double(statistics.librarySizes[cell]))
      }
    }
  }
}
