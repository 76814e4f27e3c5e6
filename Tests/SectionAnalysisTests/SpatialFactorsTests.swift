import Foundation
import SectionAnalysis
import Testing

@Suite struct SpatialFactorsTests {
  /// Cells along a line, each the neighbour of the two before and the two after it.
  private func line(_ cells: Int) -> NeighbourLists {
    var starts = [0]
    var neighbours: [Int32] = []
    for cell in 0..<cells {
      for step in [-1, 1, -2, 2] where (0..<cells).contains(cell + step) {
        neighbours.append(Int32(cell + step))
      }
      starts.append(neighbours.count)
    }
    return NeighbourLists(starts: starts, neighbours: neighbours)
  }

  /// A wave along the line, in noise of ten times its variance that neighbours do not share.
  private func hidden(_ cells: Int) -> (features: FeatureMatrix, wave: [Double]) {
    var generator = TestGenerator(state: 3)
    let wave = (0..<cells).map { sin(Double($0) / 20) }
    let values = wave.flatMap { value in
      let noise = (0..<3).map { _ in 4 * generator.nextSigned() }
      return [noise[0], noise[1] + value, noise[2], value + 0.5 * noise[1]]
    }
    return (FeatureMatrix(rowCount: cells, columnCount: 4, values: values), wave)
  }

  private func correlation(_ a: [Double], _ b: [Double]) -> Double {
    let x = Standardizer(matrix(a.map { [$0] }))(matrix(a.map { [$0] })).values
    let y = Standardizer(matrix(b.map { [$0] }))(matrix(b.map { [$0] })).values
    return zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count)
  }

  @Test func `what neighbours share comes first, though other things vary more`() throws {
    let (features, wave) = hidden(800)
    let components = try PrincipalComponents(features, count: 1).scores(features).values
    let factors = try SpatialFactors(features, neighbours: line(800), count: 1)
    let found = factors.scores(features).values
    #expect(abs(correlation(components, wave)) < 0.5)
    #expect(abs(correlation(found, wave)) > 0.95)
    #expect(factors.autocorrelations[0] > 0.8)
  }

  @Test func `factors are uncorrelated, of variance 1, by falling autocorrelation`() throws {
    let (features, _) = hidden(300)
    let lists = line(300)
    let factors = try SpatialFactors(features, neighbours: lists, count: 4)
    let scores = factors.scores(features)
    let around = lists.means(of: scores)
    for first in 0..<4 {
      for second in 0..<4 {
        let product = (0..<300).reduce(0.0) { $0 + scores[$1, first] * scores[$1, second] } / 299
        #expect(abs(product - (first == second ? 1 : 0)) < 1e-9)
      }
      let shared = (0..<300).reduce(0.0) { $0 + scores[$1, first] * around[$1, first] } / 300
      #expect(abs(shared - factors.autocorrelations[first]) < 1e-9)
    }
    #expect(factors.autocorrelations == factors.autocorrelations.sorted(by: >))
  }

  @Test func `linear changes of the columns change nothing but signs`() throws {
    let (features, _) = hidden(300)
    var changed = features
    for row in 0..<300 {
      changed[row, 0] = 100 * features[row, 0] + features[row, 3]
      changed[row, 2] = 0.01 * features[row, 2] - 5
    }
    let first = try SpatialFactors(features, neighbours: line(300), count: 2).scores(features)
    let second = try SpatialFactors(changed, neighbours: line(300), count: 2).scores(changed)
    #expect(largestGap(first.values.map { abs($0) }, second.values.map { abs($0) }) < 1e-6)
  }

  @Test func `without neighbours the factors are the principal components`() throws {
    let (features, _) = hidden(100)
    let nobody = NeighbourLists(starts: [Int](repeating: 0, count: 101), neighbours: [])
    let found = try SpatialFactors(features, neighbours: nobody, count: 2).scores(features)
    let components = try PrincipalComponents(features, count: 2)
    let scores = components.scores(features)
    for column in 0..<2 {
      let deviation = components.variances[column].squareRoot()
      for row in 0..<100 {
        #expect(abs(found[row, column] - scores[row, column] / deviation) < 1e-9)
      }
    }
  }

  @Test func `columns that repeat or stand still are left out`() throws {
    let (features, _) = hidden(100)
    var wide = FeatureMatrix(rowCount: 100, columnCount: 6)
    for row in 0..<100 {
      for column in 0..<6 { wide[row, column] = column < 4 ? features[row, column] : 1 }
      wide[row, 5] = features[row, 0]
    }
    let factors = try SpatialFactors(wide, neighbours: line(100), count: 6)
    #expect(factors.count == 4)
    #expect(factors.scores(wide).values.allSatisfy { $0.isFinite })
  }
}
