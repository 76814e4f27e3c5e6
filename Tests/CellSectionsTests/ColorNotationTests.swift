import AnnDataFiles
import CellSections
import Testing

@Suite("Colours in uns")
struct ColorNotationTests {
  /// What becomes of the colours of a file's column of three categories.
  private func read(_ colors: Element) throws -> (colors: [String]?, notes: [String]) {
    var file = SmallFile()
    file.contents.obs.columns = [
      NamedColumn("type", .categorical(Categorical(codes: [0, 1, 2], names: ["A", "B", "C"])))
    ]
    file.contents.uns = [NamedElement("type_colors", colors)]
    let loaded = try file.read()
    return (
      loaded.sections[0].label("type")?.colors,
      loaded.report.notes.filter { $0.contains("type_colors") }
    )
  }

  @Test(
    "Hex and names as matplotlib knows them are colours",
    arguments: [
      (["#1f77b4", "#abc", "#11223380"], ["#1f77b4", "#aabbcc", "#112233"]),
      (["red", "SteelBlue", "lightgrey"], ["#FF0000", "#4682B4", "#D3D3D3"]),
      (["tab:blue", "tab:orange", "tab:grey"], ["#1F77B4", "#FF7F0E", "#7F7F7F"]),
      (["C0", "C3", "C10"], ["#1F77B4", "#D62728", "#1F77B4"]),
      (["k", "g", "c"], ["#000000", "#008000", "#00BFBF"]),
      (["0", "0.5", "1.0"], ["#000000", "#808080", "#FFFFFF"]),
      ([" red ", "rebeccapurple", "#12345678"], ["#FF0000", "#663399", "#123456"]),
    ])
  func understood(texts: [String], hex: [String]) throws {
    let found = try read(.texts(texts))
    #expect(found.colors == hex)
    #expect(found.notes.isEmpty)
  }

  @Test(
    "What is no colour is named, and none of the colours is used",
    arguments: ["reddish", "#12", "#xyzxyz", "C", "C-1", "1.5", "-0.5", "tab:mauve", ""])
  func refused(text: String) throws {
    let found = try read(.texts(["red", text, "blue"]))
    #expect(found.colors == nil)
    #expect(found.notes == ["uns['type_colors'] is not used: no colour is called '\(text)'"])
  }

  @Test("Too few colours are counted, and of too many the first are taken as scanpy takes them")
  func counts() throws {
    let few = try read(.texts(["red", "blue"]))
    #expect(few.colors == nil)
    #expect(few.notes == ["uns['type_colors'] is not used: 2 colours for 3 categories"])
    let many = try read(.texts(["red", "blue", "lime", "no colour"]))
    #expect(many.colors == ["#FF0000", "#0000FF", "#00FF00"])
    #expect(many.notes.isEmpty)
  }

  @Test("Colours that are no texts are said not to be used")
  func noTexts() throws {
    let found = try read(
      .array(TypedArray(shape: [3, 3], .float64([Double](repeating: 1, count: 9)))))
    #expect(found.colors == nil)
    #expect(found.notes.count == 1)
  }
}
