import CellSections
import Foundation
import Histoglot
import Testing

@Suite("Denoising")
struct CountDenoisingTests {
  private static let tissue = LayeredTissue(name: "here", cells: 400, seed: 3, depth: 0.3)

  /// The expression that the rates would have, `log1p` at the section's median library size.
  private static let truth: [Double] = {
    let totals = tissue.section.counts.rowTotals().sorted()
    let median = Double(totals[totals.count / 2])
    return tissue.rates.flatMap { row in
      let sum = row.reduce(0, +)
      return row.map { log1p($0 / sum * median) }
    }
  }()

  private func error(_ said: [Float]) -> Double {
    let squares = zip(said, Self.truth).reduce(0) { sum, pair in
      sum + (Double(pair.0) - pair.1) * (Double(pair.0) - pair.1)
    }
    return (squares / Double(said.count)).squareRoot()
  }

  private var counted: [Float] {
    let counts = Self.tissue.section.counts
    let statistics = SectionStatistics(counts)
    var values = [Float](repeating: 0, count: counts.rowCount * counts.columnCount)
    for row in 0..<counts.rowCount {
      for entry in counts.entries(of: row) {
        values[row * counts.columnCount + Int(counts.columns[entry])] = Float(
          statistics.expression(
            count: counts.values[entry], librarySize: Double(statistics.librarySizes[row])))
      }
    }
    return values
  }

  @Test("Expression comes closer to the rates that counts were drawn with")
  func closer() throws {
    let denoised = try CountDenoising(Self.tissue.section)
    #expect(error(denoised.expression) < 0.75 * error(counted))
    #expect(denoised.errors.denoised < denoised.errors.own)
    #expect(denoised.expression.allSatisfy { $0 >= 0 && $0.isFinite })
  }

  @Test("Without places, views of places are left out")
  func withoutPlaces() throws {
    var section = Self.tissue.section
    section.coordinates = nil
    let denoised = try CountDenoising(section)
    #expect(denoised.weights.count == 3)
    #expect(denoised.errors.denoised < denoised.errors.own)
  }

  @Test("The number of threads changes nothing")
  func threads() throws {
    var options = DenoisingOptions()
    options.threads = 1
    let once = try CountDenoising(Self.tissue.section, options: options)
    options.threads = 3
    #expect(try CountDenoising(Self.tissue.section, options: options).expression == once.expression)
  }

  @Test("A section without counts is refused")
  func noCounts() throws {
    var empty = Self.tissue.section
    empty.counts = CountMatrix(
      rowStarts: [Int](repeating: 0, count: 401), columns: [], values: [],
      columnCount: LayeredTissue.geneCount)
    #expect(throws: ImputationError(place: "section here", reason: .tooFewCells(0, needed: 50))) {
      try CountDenoising(empty)
    }
  }
}
