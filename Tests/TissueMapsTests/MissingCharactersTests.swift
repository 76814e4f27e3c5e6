import Testing
import TissueMaps

struct MissingCharactersTests {
  @Test func `characters the font has are not named`() {
    #expect(MissingCharacters.notes(on: ["L2/3 αβγ ≥2 µm²", "−5 × Ć ő → Нейрон", "a\tb\n"]) == [])
  }

  @Test func `characters it lacks are named once, with a text they stand in`() throws {
    let notes = MissingCharacters.notes(on: ["neuron", "神经元", "神 cells", "🧠"])
    let note = try #require(notes.first)
    #expect(notes.count == 1)
    #expect(note.contains("神 (U+795E), 经 (U+7ECF), 元 (U+5143), 🧠 (U+1F9E0)"))
    #expect(note.contains("'神经元'"))
  }

  @Test func `many are counted`() throws {
    let note = try #require(MissingCharacters.notes(on: ["一二三四五六七八九十"]).first)
    #expect(note.contains("and 2 more"))
  }

  @Test func `a figure says of every text which characters it draws as boxes`() throws {
    var panel = Simulated.panel(cells: 20, categories: ["A", "B"])
    #expect(try TissueMap(title: "é", panels: [panel]).draw().notes == [])
    #expect(try TissueMap(title: "脳", panels: [panel]).draw().notes.count == 1)
    panel.name = "切片"
    #expect(try TissueMap(panels: [panel]).draw().notes.count == 1)
    let named = Simulated.panel(cells: 20, categories: ["細胞"])
    #expect(try TissueMap(panels: [named]).draw().notes.count == 1)
  }
}
