import AnnDataFiles
import CellSections
import Testing

@Suite("The order of sections")
struct NaturalOrderTests {
  private func shown(_ names: [String]) -> [String] { NaturalOrder.shown(names).map { names[$0] } }

  @Test("Numbers in names in order of the alphabet count as numbers")
  func natural() {
    #expect(shown(["sec1", "sec10", "sec2"]) == ["sec1", "sec2", "sec10"])
    #expect(shown(["1", "10", "2", "21", "3"]) == ["1", "2", "3", "10", "21"])
    #expect(shown(["a01", "a10", "a2b10", "a2b9"]) == ["a01", "a2b9", "a2b10", "a10"])
    #expect(shown(["L1", "L2/3", "L4"]) == ["L1", "L2/3", "L4"])
    #expect(shown(["A", "B"]) == ["A", "B"])
    let long = "s123456789012345678901234567890"
    #expect(shown(["s1", long, "s2"]) == ["s1", "s2", long])
    #expect(shown([]) == [])
  }

  @Test("An order that somebody chose stays")
  func chosen() {
    #expect(shown(["treated", "control"]) == ["treated", "control"])
    #expect(shown(["sec10", "sec2", "sec1"]) == ["sec10", "sec2", "sec1"])
  }

  @Test("Sections of a file come in that order, each with its own cells")
  func sections() throws {
    var file = SmallFile()
    file.contents.obs.columns = [
      NamedColumn(
        "section", .categorical(Categorical(codes: [1, 2, 0], names: ["s1", "s10", "s2"])))
    ]
    let loaded = try file.read()
    #expect(loaded.sections.map(\.name) == ["s1", "s2", "s10"])
    #expect(loaded.rows == [[2], [1], [0]])
    #expect(loaded.sections.map(\.cellIDs) == [["c2"], ["c1"], ["c0"]])
  }
}
