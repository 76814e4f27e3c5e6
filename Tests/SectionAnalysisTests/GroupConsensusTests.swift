import SectionAnalysis
import Testing

@Suite struct GroupConsensusTests {
  /// Probabilities that say so for certain.
  private func certain(_ codes: [Int], groups: Int) -> FeatureMatrix {
    matrix(codes.map { code in (0..<groups).map { $0 == code ? 1 : 0 } })
  }

  @Test func `groupings that differ in names alone agree wholly`() throws {
    let codes = (0..<60).map { $0 % 3 }
    let groupings = [[0, 1, 2], [2, 0, 1], [1, 0, 2]].map { names in
      certain(codes.map { names[$0] }, groups: 3)
    }
    let consensus = try GroupConsensus(groupings)
    #expect(consensus.agreement == 1)
    let mean = consensus.mean(of: groupings)
    #expect(mean.values.allSatisfy { $0 == 0 || $0 == 1 })
    let found = mean.largestColumns()
    #expect(try ClusterAgreement(found, codes.map { Int32($0) }).adjustedRand == 1)
  }

  @Test func `one that differs is outvoted`() throws {
    let codes = (0..<60).map { $0 / 20 }
    var other = codes
    for place in 15..<25 { other[place] = 2 }
    let groupings = [codes, other, codes.map { 2 - $0 }].map { certain($0, groups: 3) }
    let consensus = try GroupConsensus(groupings)
    #expect(consensus.agreement < 1)
    let mean = consensus.mean(of: groupings)
    let found = mean.largestColumns()
    #expect(try ClusterAgreement(found, codes.map { Int32($0) }).adjustedRand == 1)
    for row in 0..<60 {
      let best = mean[row: row].max() ?? 0
      #expect(abs(best - ((15..<25).contains(row) ? 2.0 / 3 : 1)) < 1e-12)
    }
  }

  @Test func `no other matching overlaps more`() {
    var generator = TestGenerator(state: 4)
    for size in 1...6 {
      let overlaps = FeatureMatrix(
        rowCount: size, columnCount: size,
        values: (0..<size * size).map { _ in generator.nextSigned() })
      let columns = GroupMatching(overlaps).columns
      #expect(columns.sorted() == Array(0..<size))
      func total(_ columns: [Int]) -> Double {
        columns.enumerated().reduce(0) { $0 + overlaps[$1.offset, $1.element] }
      }
      var best = -Double.infinity
      func tryAll(_ chosen: [Int]) {
        if chosen.count == size {
          best = max(best, total(chosen))
          return
        }
        for column in 0..<size where !chosen.contains(column) { tryAll(chosen + [column]) }
      }
      tryAll([])
      #expect(abs(total(columns) - best) < 1e-12)
    }
  }
}
