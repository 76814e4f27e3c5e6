import CellSections
import Testing

@Suite("Counted nouns")
struct CountedNounsTests {
  @Test("One is singular; none and several are plural")
  func numbers() {
    #expect([0, 1, 2].map { $0.of("cell") } == ["0 cells", "1 cell", "2 cells"])
    #expect(1.of("entry", plural: "entries") == "1 entry")
    #expect(3.of("entry", plural: "entries") == "3 entries")
  }

  @Test("What is said of one thing is said in the singular")
  func messages() {
    func text(_ reason: SectionError.Reason) -> String { SectionError(reason: reason).description }
    #expect(text(.cellsWithoutSection(count: 1)).hasPrefix("1 cell belongs to no section"))
    #expect(text(.duplicateGenes(["G1"])).hasPrefix("1 gene name occurs more than once"))
    #expect(text(.coordinatesNotFinite(cells: ["c"])).hasPrefix("1 cell has coordinates"))
  }
}
