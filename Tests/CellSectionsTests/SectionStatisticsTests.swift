import CellSections
import Foundation
import Testing

@Suite("Section statistics")
struct SectionStatisticsTests {
  let counts = CellSection.small(
    genes: [Gene(name: "a"), Gene(name: "b")], counts: [[1, 3], [0, 0], [2, 0], [10, 6]]
  ).counts

  @Test("Library sizes of all cells, median, mean and deviation of the non-empty ones")
  func constants() {
    let statistics = SectionStatistics(counts)
    #expect(statistics.librarySizes == [4, 0, 2, 16])
    #expect(statistics.medianLibrarySize == 4)
    // log 4, log 2, log 16 = log 2 · (2, 1, 4): mean 7/3, variance (1 + 16 + 25) / 27.
    #expect(abs(statistics.meanLogLibrarySize - log(2.0) * 7 / 3) < 1e-12)
    #expect(abs(statistics.deviationOfLogLibrarySize - log(2.0) * (42.0 / 27).squareRoot()) < 1e-12)
    #expect(
      abs(statistics.standardizedLogLibrarySize(2) + (4.0 / 3) / (42.0 / 27).squareRoot()) < 1e-12)
    #expect(statistics.standardizedLogLibrarySize(0) == 0)
  }

  @Test("Expression is log1p of the count at the median library size; 0 in an empty cell")
  func expression() {
    let statistics = SectionStatistics(counts)
    #expect(statistics.expression(count: 3, librarySize: 4) == log1p(3))
    #expect(statistics.expression(count: 6, librarySize: 16) == log1p(1.5))
    #expect(statistics.expression(count: 0, librarySize: 0) == 0)
  }

  @Test("Cells that are all alike, or all empty, give no infinities")
  func degenerate() {
    let genes = [Gene(name: "a")]
    let alike = SectionStatistics(CellSection.small(genes: genes, counts: [[3], [3], [3]]).counts)
    #expect(alike.standardizedLogLibrarySize(3) == 0)
    let empty = SectionStatistics(CellSection.small(genes: genes, counts: [[0], [0]]).counts)
    #expect(empty.medianLibrarySize == 1)
    #expect(empty.standardizedLogLibrarySize(5) == 0)
  }
}
