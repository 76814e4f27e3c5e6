import SectionAnalysis
import Testing

@Suite("Smoothing over a graph")
struct GraphSmoothingTests {
  /// A ring of cells, each with the next as its neighbour.
  private static func ring(_ count: Int) -> NeighbourLists {
    NeighbourLists(
      starts: Array(0...count), neighbours: (0..<count).map { Int32(($0 + 1) % count) })
  }

  private static func column(_ values: [Double]) -> FeatureMatrix {
    FeatureMatrix(rowCount: values.count, columnCount: 1, values: values)
  }

  private static let spike = column([0, 0, 0, 1, 0, 0, 0, 0, 0, 0])

  @Test("The smoothed values solve (I + λL) x = b")
  func solves() {
    let graph = Self.ring(10)
    let x = GraphSmoothing(strength: 3)(Self.spike, over: [graph]).values
    // On a ring every edge is listed once: it weighs ½, and the mean row sum is 1.
    for cell in x.indices {
      let (before, after) = (x[(cell + 9) % 10], x[(cell + 1) % 10])
      let left = x[cell] + 3 * 0.5 * (2 * x[cell] - before - after)
      #expect(abs(left - Self.spike.values[cell]) < 1e-7)
    }
  }

  @Test("Sums over cells, constants and the range of values are kept")
  func laws() {
    let smoothing = GraphSmoothing(strength: 20)
    let spread = smoothing(Self.spike, over: [Self.ring(10)]).values
    #expect(abs(spread.reduce(0, +) - 1) < 1e-7)
    #expect(spread.allSatisfy { $0 > 0 && $0 < 1 })
    #expect((spread.max() ?? 1) < 0.35)
    let constant = smoothing(Self.column(Array(repeating: 0.25, count: 10)), over: [Self.ring(10)])
    #expect(constant.values.allSatisfy { abs($0 - 0.25) < 1e-9 })
  }

  @Test("Rows of probabilities stay rows of probabilities")
  func probabilities() {
    let rows = FeatureMatrix(
      rowCount: 6, columnCount: 2, values: [1, 0, 0.5, 0.5, 0, 1, 0.2, 0.8, 0.9, 0.1, 1, 0])
    let smoothed = GraphSmoothing(strength: 2)(rows, over: [Self.ring(6)])
    for row in 0..<6 { #expect(abs(smoothed[row: row].reduce(0, +) - 1) < 1e-6) }
  }

  @Test("No strength and no edges change nothing; more strength brings cells nearer to one another")
  func strength() {
    let graph = Self.ring(10)
    #expect(GraphSmoothing(strength: 0)(Self.spike, over: [graph]) == Self.spike)
    let lonely = NeighbourLists(starts: Array(repeating: 0, count: 11), neighbours: [])
    #expect(GraphSmoothing(strength: 5)(Self.spike, over: [lonely]) == Self.spike)
    let tops = [0.5, 2, 8, 32].map {
      GraphSmoothing(strength: $0)(Self.spike, over: [graph]).values[3]
    }
    #expect(tops == tops.sorted(by: >))
  }

  @Test("A graph told twice is the same graph: λ does not depend on density")
  func density() {
    let graph = Self.ring(10)
    let once = GraphSmoothing(strength: 2)(Self.spike, over: [graph]).values
    let twice = GraphSmoothing(strength: 2)(Self.spike, over: [graph, graph]).values
    #expect(zip(once, twice).allSatisfy { abs($0 - $1) < 1e-7 })
  }
}
