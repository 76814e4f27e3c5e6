import AnnDataFiles
import CellSections
import Testing

@Suite("What a section file must and need not have")
struct SectionFileRefusalTests {
  func places(_ values: [Double], columns: Int = 2) -> NamedElement {
    NamedElement(
      "spatial",
      .array(TypedArray(shape: [values.count / columns, columns], .float64(values))))
  }

  @Test("Duplicate genes are refused with their names")
  func duplicateGenes() throws {
    let refusal = try SmallFile(
      counts: [1, 2, 3, 4, 5, 6, 7, 8, 9], genes: ["a", "b", "a"]
    ).refusal()
    #expect(refusal?.element == "var_names")
    #expect(refusal?.reason == .duplicateGenes(["a"]))
  }

  @Test("Duplicate cell names are kept, with a note")
  func duplicateCells() throws {
    let loaded = try SmallFile(cells: ["c", "c", "d"]).read()
    #expect(loaded.sections[0].cellIDs == ["c", "c", "d"])
    #expect(
      loaded.report.notes.contains("1 cell has the name of another (obs_names are not unique)"))
  }

  @Test("No cells and no genes are refused")
  func nothing() throws {
    #expect(try SmallFile(counts: [], cells: []).refusal()?.reason == .noCells)
    #expect(try SmallFile(counts: [], genes: []).refusal()?.reason == .noGenes)
  }

  @Test("Coordinates that are not finite are refused with the cells' names")
  func coordinatesNotFinite() throws {
    var file = SmallFile()
    file.contents.obsm = [places([0, 1, .nan, 2, 3, .infinity])]
    let refusal = try file.refusal()
    #expect(refusal?.element == "obsm['spatial']")
    #expect(refusal?.reason == .coordinatesNotFinite(cells: ["c1", "c2"]))
  }

  @Test("Of three columns the first two are taken, with a note; other widths are refused")
  func coordinateColumns() throws {
    var file = SmallFile()
    file.contents.obsm = [places([0, 1, 9, 2, 3, 9, 4, 5, 9], columns: 3)]
    let loaded = try file.read()
    #expect(loaded.sections[0].coordinates?.x == [0, 2, 4])
    #expect(loaded.sections[0].coordinates?.y == [1, 3, 5])
    #expect(loaded.report.notes.contains { $0.contains("three columns") })
    file.contents.obsm = [places([0, 1, 2], columns: 1)]
    #expect(try file.refusal()?.reason == .coordinatesMisshapen(shape: [3, 1]))
  }

  @Test("obs columns stand in for obsm, and a section may have no coordinates at all")
  func obsCoordinates() throws {
    var file = SmallFile()
    file.contents.obsm = []
    #expect(try file.read().sections[0].coordinates == nil)
    file.contents.obs.columns = [
      NamedColumn("x", .doubles([1, 2, 3])), NamedColumn("y", .integers([7, 8, 9])),
    ]
    let coordinates = try file.read().sections[0].coordinates
    #expect(coordinates == Coordinates(x: [1, 2, 3], y: [7, 8, 9], unit: .unknown))
    file.contents.obs.columns = [
      NamedColumn("x_um", .doubles([1, 2, 3])), NamedColumn("y_um", .doubles([7, 8, 9])),
    ]
    #expect(try file.read().sections[0].coordinates?.unit == .microns)
  }

  @Test("Another obsm key is used where the user names it, and missed where it is absent")
  func namedCoordinates() throws {
    var file = SmallFile()
    var other = places([5, 5, 6, 6, 7, 7])
    other.name = "aligned"
    file.contents.obsm.append(other)
    #expect(
      try file.read(SectionOptions(coordinatesKey: "aligned")).sections[0].coordinates?.x == [
        5, 6, 7,
      ])
    #expect(
      try file.refusal(SectionOptions(coordinatesKey: "nothing"))?.reason
        == .missing(available: ["aligned", "spatial"]))
  }

  @Test("Labels are categories, text, booleans and whole numbers of few values; colours come along")
  func labels() throws {
    let cells = (0..<300).map { "c\($0)" }
    var file = SmallFile(counts: Array(repeating: 1, count: 600), cells: cells)
    let few = cells.indices.map { $0 % 3 }
    file.contents.obs.columns = [
      NamedColumn(
        "type",
        .categorical(Categorical(codes: few.map { Int32($0) - 1 }, names: ["T cell", "B cell"]))),
      NamedColumn("text", .texts(few.map { ["x", "z", "y"][$0] })),
      NamedColumn("names", .texts(cells)),
      NamedColumn("flag", .plain(TypedArray(.boolean(few.map { $0 == 0 })))),
      NamedColumn("cluster", .integers(few.map { $0 * 7 })),
      NamedColumn("n_counts", .integers(cells.indices.map { $0 })),
      NamedColumn("score", .doubles(few.map(Double.init))),
    ]
    file.contents.uns = [
      NamedElement("type_colors", .texts(["#1f77b4ff", "#abc"])),
      NamedElement("text_colors", .texts(["reddish", "#000000", "#111111"])),
    ]
    let loaded = try file.read()
    let section = loaded.sections[0]
    #expect(section.labels.map(\.name) == ["type", "text", "flag", "cluster"])
    #expect(section.label("type")?.categories == ["T cell", "B cell"])
    #expect(section.label("type")?[0] == nil)
    #expect(section.label("type")?[2] == "B cell")
    #expect(section.label("type")?.colors == ["#1f77b4", "#aabbcc"])
    #expect(section.label("text")?.categories == ["x", "y", "z"])
    #expect(section.label("text")?.colors == nil)
    #expect(loaded.report.notes.contains { $0.contains("text_colors") })
    #expect(section.label("flag")?.categories == ["False", "True"])
    #expect(section.label("cluster")?.categories == ["0", "7", "14"])
    // A column the user names is a label however many values it has, but a score never is.
    let named = try file.read(SectionOptions(labelKeys: ["n_counts"])).sections[0]
    #expect(named.label("n_counts")?.categories.count == 300)
    let score = try file.refusal(SectionOptions(labelKeys: ["score"]))
    #expect(score?.element == "obs['score']")
    #expect(score?.reason == .notALabel)
  }

  @Test("Cells without a section are refused where sections are told apart")
  func homelessCells() throws {
    var file = SmallFile()
    file.contents.obs.columns = [
      NamedColumn("section", .categorical(Categorical(codes: [0, -1, 1], names: ["s", "t"])))
    ]
    let refusal = try file.refusal()
    #expect(refusal?.element == "obs['section']")
    #expect(refusal?.reason == .cellsWithoutSection(count: 1))
  }

  @Test("Symbols name the genes where var_names are Ensembl ids")
  func symbolsBesideIDs() throws {
    var file = SmallFile(
      counts: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      genes: ["ENSG00000000001.4", "ENSG00000000002", "ENSG00000000003"])
    file.contents.var.columns = [NamedColumn("feature_name", .texts(["GAD1", "X", "X"]))]
    let genes = try file.read().sections[0].genes
    #expect(
      genes == [
        Gene(name: "GAD1", ensemblID: "ENSG00000000001"),
        Gene(name: "ENSG00000000002", ensemblID: "ENSG00000000002"),
        Gene(name: "ENSG00000000003", ensemblID: "ENSG00000000003"),
      ])
  }
}
