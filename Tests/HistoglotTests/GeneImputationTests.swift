import CellSections
import Histoglot
import Testing

@Suite("Imputation")
struct GeneImputationTests {
  private static let tissue = LayeredTissue(name: "here", cells: 300, seed: 1)
  private static let reference = LayeredTissue(name: "there", cells: 400, seed: 2, depth: 0.6)
  private static let hidden = [3, 11, 19, 27, 35]
  private static let kept = (0..<LayeredTissue.geneCount).filter { !hidden.contains($0) }
  private static var section: CellSection { tissue.section.selectingGenes(kept) }

  private static let imputed = Result {
    try GeneImputation(section, reference: [reference.section])
  }

  private func correlation(_ first: [Double], _ second: [Double]) -> Double {
    let count = Double(first.count)
    let (a, b) = (first.reduce(0, +) / count, second.reduce(0, +) / count)
    let sums = zip(first, second).reduce((0.0, 0.0, 0.0)) { sums, pair in
      let (x, y) = (pair.0 - a, pair.1 - b)
      return (sums.0 + x * x, sums.1 + y * y, sums.2 + x * y)
    }
    return sums.2 / (sums.0 * sums.1).squareRoot()
  }

  @Test("Genes of low rank are recovered, and each better than its mean would")
  func recovers() throws {
    let result = try Self.imputed.get()
    #expect(result.genes.map(\.name) == Self.hidden.map { "Gene\($0)" })
    let found = Self.hidden.enumerated().map { place, gene in
      correlation(
        (0..<300).map { Double(result.expression[$0 * Self.hidden.count + place]) },
        Self.tissue.rates.map { $0[gene] })
    }
    // The mean of a gene has no correlation at all.
    #expect(found.allSatisfy { $0 > 0.5 }, "\(found)")
    #expect(found.reduce(0, +) / 5 > 0.7, "\(found)")
  }

  @Test("Every shared gene was left out once, and what is expected lies between 0 and 1")
  func confidence() throws {
    let result = try Self.imputed.get()
    #expect(Set(result.leftOut.map(\.gene)) == Set(Self.section.genes.map(\.name)))
    #expect(result.correlation > 0.2)
    #expect(result.expectedCorrelations.allSatisfy { (0...1).contains($0) })
    #expect(result.candidates.first?.choice == result.choice)
    #expect(result.expression.allSatisfy { $0 >= 0 && $0.isFinite })
  }

  @Test("Shuffling which cells the reference's counts belong to leaves nothing to expect")
  func shuffledReference() throws {
    var broken = Self.reference.section
    // Odd genes are taken from other cells: what even genes tell of them is gone, and so it is of the hidden ones.
    let odd = (0..<LayeredTissue.geneCount).filter { $0 % 2 == 1 }
    let even = (0..<LayeredTissue.geneCount).filter { $0 % 2 == 0 }
    let moved = broken.selectingCells((0..<400).map { ($0 * 173 + 57) % 400 })
    let left = broken.counts.selectingColumns(even)
    let right = moved.counts.selectingColumns(odd)
    var (starts, columns, values) = ([0], [Int32](), [Int32]())
    for row in 0..<400 {
      columns += left.entries(of: row).map { left.columns[$0] }
      values += left.entries(of: row).map { left.values[$0] }
      columns += right.entries(of: row).map { right.columns[$0] + Int32(even.count) }
      values += right.entries(of: row).map { right.values[$0] }
      starts.append(columns.count)
    }
    broken = CellSection(
      name: "broken", cellIDs: broken.cellIDs, genes: (even + odd).map { broken.genes[$0] },
      counts: CountMatrix(
        rowStarts: starts, columns: columns, values: values,
        columnCount: LayeredTissue.geneCount))
    let section = Self.tissue.section.selectingGenes(even)
    let result = try GeneImputation(section, reference: [broken], genes: ["Gene1", "Gene21"])
    #expect(result.correlationsWithinReference.allSatisfy { abs($0) < 0.25 })
    #expect(
      result.expectedCorrelations.allSatisfy { $0 < result.correlation },
      "\(result.expectedCorrelations)")
  }

  @Test("The number of threads changes nothing")
  func threads() throws {
    var options = ImputationOptions()
    options.threads = 1
    let once = try GeneImputation(
      Self.section, reference: [Self.reference.section], genes: ["Gene3"], options: options)
    options.threads = 3
    let again = try GeneImputation(
      Self.section, reference: [Self.reference.section], genes: ["Gene3"], options: options)
    #expect(once.expression == again.expression)
  }

  @Test("Turning the section changes nothing but the last digits")
  func turning() throws {
    var turned = Self.section
    turned.coordinates = turned.coordinates.map { places in
      Coordinates(x: places.y.map { 7 - $0 }, y: places.x, unit: places.unit)
    }
    let straight = try Self.imputed.get().expression
    let result = try GeneImputation(turned, reference: [Self.reference.section]).expression
    let gaps = zip(straight, result).map { abs($0 - $1) }
    #expect(gaps.reduce(0, +) / Float(gaps.count) < 1e-4)
  }

  @Test("Cells without places are imputed too, by experts that need none")
  func withoutPlaces() throws {
    var single = Self.reference.section
    single.coordinates = nil
    let result = try GeneImputation(Self.section, reference: [single], genes: ["Gene3"])
    #expect(result.candidates.allSatisfy { !$0.choice.experts.contains(.linearRings) })
  }

  @Test("Sections without enough genes in common are refused")
  func noSharedGenes() throws {
    let other = Self.reference.section.selectingGenes(Self.hidden)
    #expect {
      try GeneImputation(Self.section, reference: [other])
    } throws: { error in
      guard case .tooFewSharedGenes(let count, _, _, _) = (error as? ImputationError)?.reason
      else { return false }
      return count == 0 && "\(error)".contains("--gene-table")
    }
  }

  @Test("Genes that are unknown or measured are refused by name")
  func wrongGenes() throws {
    #expect(throws: ImputationError(place: "--genes", reason: .notInReference(["Nowhere"]))) {
      try GeneImputation(
        Self.section, reference: [Self.reference.section], genes: ["Gene3", "Nowhere"])
    }
    #expect(throws: ImputationError(place: "--genes", reason: .measured(["Gene0"]))) {
      try GeneImputation(Self.section, reference: [Self.reference.section], genes: ["Gene0"])
    }
    #expect(throws: ImputationError(place: "section here", reason: .nothingToImpute)) {
      try GeneImputation(Self.tissue.section, reference: [Self.reference.section])
    }
  }

  @Test("A section without counts is refused")
  func noCounts() throws {
    var empty = Self.section
    empty.counts = CountMatrix(
      rowStarts: [Int](repeating: 0, count: 301), columns: [], values: [],
      columnCount: Self.kept.count)
    #expect(
      throws: ImputationError(place: "section here", reason: .tooFewCells(0, needed: 50))
    ) {
      try GeneImputation(empty, reference: [Self.reference.section])
    }
  }
}
