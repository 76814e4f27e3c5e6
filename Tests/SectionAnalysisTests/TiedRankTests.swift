import SectionAnalysis
import Testing

@Suite struct TiedRankTests {
  @Test func `a rank without ties is a hit from its place on`() {
    let rank = TiedRank(candidates: 9, answers: 1, above: 3, tied: 1, answersTied: 1)
    #expect((0...9).map(rank.hit) == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
  }

  @Test func `a tie gives each of its places its share`() {
    let rank = TiedRank(candidates: 10, answers: 1, above: 2, tied: 4, answersTied: 1)
    #expect((1...7).map(rank.hit) == [0, 0, 0.25, 0.5, 0.75, 1, 1])
  }

  @Test func `by hand: two answers among four that tie`() {
    // Of the six ways to draw two of four, one holds no answer.
    let rank = TiedRank(candidates: 6, answers: 3, above: 1, tied: 4, answersTied: 2)
    #expect(rank.hit(within: 2) == 0.5)
    #expect(abs(rank.hit(within: 3) - 5.0 / 6) < 1e-15)
    #expect(rank.hit(within: 4) == 1)
    // Of the twenty ways to draw three of six, one holds none of three answers.
    #expect(abs(rank.chance(within: 3) - 19.0 / 20) < 1e-15)
    #expect(rank.chance(within: 1) == 0.5)
  }

  @Test func `more places than candidates hold every answer`() {
    let rank = TiedRank(candidates: 3, answers: 1, above: 2, tied: 1, answersTied: 1)
    #expect(rank.hit(within: 10) == 1 && rank.chance(within: 10) == 1)
  }

  @Test func `what a tie promises is what all its orders give`() {
    // All orders of five tied candidates, below one; the first two of the five are answers.
    let rank = TiedRank(candidates: 6, answers: 2, above: 1, tied: 5, answersTied: 2)
    let orders = permutations([0, 1, 2, 3, 4])
    for k in 1...6 {
      let hits = orders.count { order in order.prefix(max(0, k - 1)).contains { $0 < 2 } }
      #expect(abs(rank.hit(within: k) - Double(hits) / Double(orders.count)) < 1e-12)
    }
  }

  @Test func `recall grows with k and no rank is above certainty`() {
    for above in 0..<8 {
      for tied in 1...(8 - above) {
        for answers in 1...tied {
          let rank = TiedRank(
            candidates: 8, answers: answers, above: above, tied: tied, answersTied: answers)
          let hits = (0...9).map(rank.hit)
          #expect(hits == hits.sorted() && hits[0] == 0 && hits[9] == 1)
        }
      }
    }
  }

  @Test func `no ranks have no recall`() {
    #expect([TiedRank]().recall(at: 1) == 0 && [TiedRank]().chance(at: 1) == 0)
  }

  private func permutations(_ items: [Int]) -> [[Int]] {
    if items.isEmpty { return [[]] }
    return items.flatMap { first in
      permutations(items.filter { $0 != first }).map { [first] + $0 }
    }
  }
}
