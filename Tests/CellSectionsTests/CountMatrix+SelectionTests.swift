import CellSections
import Testing

@Suite("Choosing genes and telling cells apart")
struct CountMatrixSelectionTests {
  let genes = ["a", "b", "c"].map { Gene(name: $0) }

  @Test("Chosen genes come in the order given, with their counts")
  func selectingGenes() {
    let section = CellSection.small(genes: genes, counts: [[1, 2, 3], [0, 5, 0], [0, 0, 0]])
    #expect(
      section.selectingGenes([2, 0])
        == CellSection.small(genes: [genes[2], genes[0]], counts: [[3, 1], [0, 0], [0, 0]]))
    #expect(section.selectingGenes([]).counts.values.isEmpty)
  }

  @Test("Fingerprints depend on a cell's counts and travel with it")
  func fingerprints() {
    let counts = CellSection.small(
      genes: genes,
      counts: [[1, 2, 3], [0, 5, 0], [1, 2, 3], [5, 0, 0], [0, 0, 0], [0, 3, 2]]
    ).counts
    let fingerprints = counts.rowFingerprints()
    #expect(fingerprints[0] == fingerprints[2])
    #expect(Set(fingerprints).count == 5)
    let order = [5, 3, 0, 1, 4, 2]
    #expect(counts.selectingRows(order).rowFingerprints() == order.map { fingerprints[$0] })
  }
}
