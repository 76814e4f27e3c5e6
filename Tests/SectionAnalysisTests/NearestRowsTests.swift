import SectionAnalysis
import Testing

@Suite("Nearest rows of another matrix")
struct NearestRowsTests {
  private let searched = FeatureMatrix(
    rowCount: 4, columnCount: 2, values: [1.0, 0, 0, 5, 3, 3, -2, 0] as [Double])

  @Test("Rows come by cosine, whatever their length")
  func byCosine() {
    let found = NearestRows(
      of: FeatureMatrix(rowCount: 2, columnCount: 2, values: [0.1, 0.09, 0, 7] as [Double]),
      in: searched,
      count: 2)
    #expect(found.rows == [2, 0, 1, 2])
  }

  @Test("Means are over the rows found")
  func means() {
    let found = NearestRows(
      of: FeatureMatrix(rowCount: 1, columnCount: 2, values: [1, 0] as [Double]), in: searched,
      count: 2)
    let values = FeatureMatrix(
      rowCount: 4, columnCount: 1, values: [10, 100, 20, 1000] as [Double])
    #expect(found.means(of: values).values == [15])
  }

  @Test("Where fewer rows are there, all are found")
  func fewRows() {
    let found = NearestRows(
      of: FeatureMatrix(rowCount: 1, columnCount: 2, values: [1, 0] as [Double]), in: searched,
      count: 9)
    #expect(found.count == 4)
    #expect(found.rows.last == 3)
  }

  @Test("The number of threads changes nothing")
  func threads() {
    let values = (0..<3000).map { Double(($0 * 7919) % 1009) - 500 }
    let many = FeatureMatrix(rowCount: 1000, columnCount: 3, values: values)
    #expect(
      NearestRows(of: many, in: many, count: 5, threads: 1)
        == NearestRows(of: many, in: many, count: 5, threads: 3))
  }
}
