import Histoglot
import Testing

@Suite("How much validation can tell")
struct ValidationEvidenceTests {
  private func evidence(_ units: Int, of cells: Int) -> ValidationEvidence {
    ValidationEvidence(
      units: (0..<units).flatMap { [Int32](repeating: Int32($0), count: cells) })
  }

  @Test("units of very many cells are one observation each, and not thin")
  func full() {
    let full = evidence(16, of: 100_000)
    #expect(full.observations < 16 && full.observations > 15.99)
    #expect(!full.isThin)
  }

  @Test("more cells in a unit tell more, but never more than one observation")
  func grows() {
    let found = [1, 2, 5, 20, 100].map { evidence(4, of: $0).observations }
    #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
    #expect(found.allSatisfy { $0 < 4 })
  }

  @Test("as many cells tell more where they lie in more units")
  func spread() {
    #expect(evidence(20, of: 2).observations > evidence(4, of: 10).observations)
  }

  @Test("a cell or five in each unit are thin, sixty are not, and none at all says nothing")
  func thin() {
    #expect(evidence(16, of: 1).isThin && evidence(16, of: 5).isThin)
    #expect(!evidence(16, of: 60).isThin && !evidence(2, of: 1000).isThin)
    #expect(ValidationEvidence(units: []).observations == 0)
  }

  @Test("the order of cells does not matter")
  func order() {
    let units: [Int32] = [3, 1, 1, 2, 3, 3, 1, 3]
    #expect(ValidationEvidence(units: units) == ValidationEvidence(units: units.reversed()))
  }
}
