import AnnDataFiles
import CellSections
import Testing

/// What Python (anndata 0.12) says of each sample.
struct SampleSections: Sendable, CustomTestStringConvertible {
  var file: String
  var genes: Int
  var total: Int
  var entries: Int
  var emptyCells: Int
  /// Name and number of cells.
  var sections: [(String, Int)]
  /// The sums over all cells.
  var sumX: Double?
  var sumY: Double?
  var unit: LengthUnit
  var species: Species
  /// Name and number of categories.
  var labels: [(String, Int)]

  var testDescription: String { file }

  static let all = [
    SampleSections(
      file: "cosmx_lung5rep3_dev", genes: 960, total: 2_399_694, entries: 1_075_687, emptyCells: 0,
      sections: [("fov16", 4347), ("fov21", 3173), ("fov22", 2693)], sumX: -61363486.59303929,
      sumY: 132782328.59956208, unit: .unknown, species: .human,
      labels: [
        ("region", 3), ("cell_type", 3), ("Level1", 4), ("Level2", 2), ("section", 3),
        ("sample", 1),
      ]),
    SampleSections(
      file: "her2st_dev", genes: 15532, total: 10_568_405, entries: 4_972_921, emptyCells: 0,
      sections: [
        ("A1", 346), ("B1", 295), ("C1", 176), ("D1", 306), ("E1", 587), ("F1", 691),
      ], sumX: 9557272.2, sumY: 12280091.88, unit: .unknown, species: .human,
      labels: [
        ("cell_type", 7), ("region", 7), ("section", 6), ("patient", 6), ("array_x", 31),
        ("array_y", 32),
      ]),
    SampleSections(
      file: "iss_full_coronal_pciseq", genes: 73, total: 943_667, entries: 563_800,
      emptyCells: 27042, sections: [("coronal", 161421)], sumX: 1_733_111_924, sumY: 2_240_342_841,
      unit: .unknown, species: .mouse,
      labels: [("cell_type", 69), ("section", 1), ("broad", 15), ("fov", 144)]),
    SampleSections(
      file: "merfish_visp_allen", genes: 253, total: 811_287, entries: 115_308, emptyCells: 0,
      sections: [("Allen_VISp_MERFISH", 2150)], sumX: 5215306.877273015,
      sumY: 12247289.551307969, unit: .microns, species: .mouse,
      labels: [("cell_type", 17), ("broad_class", 4), ("region", 6), ("section", 1)]),
    SampleSections(
      file: "osmfish_sscortex", genes: 33, total: 820_805, entries: 100_382, emptyCells: 0,
      sections: [("SScortex", 4363)], sumX: 50965511.50047599, sumY: 126796666.23343511,
      unit: .pixels(micronsPerPixel: 0.065), species: .mouse,
      labels: [("cell_type", 31), ("region", 11), ("section", 1)]),
    SampleSections(
      file: "seqfish_cortex_zhu2018", genes: 113, total: 7_733_579, entries: 180_163,
      emptyCells: 0, sections: [("cortex", 1597)], sumX: 5238989.59, sumY: -3498243.24,
      unit: .unknown, species: .mouse, labels: [("cell_type", 8), ("cluster", 9), ("section", 1)]),
    SampleSections(
      file: "smfish_visp_allen", genes: 22, total: 920_740, entries: 67_579, emptyCells: 0,
      sections: [("VISp_smFISH", 4840)], sumX: 6245556.755952039, sumY: 5176058.787739569,
      unit: .microns, species: .mouse,
      labels: [("cell_type", 6), ("region", 6), ("cluster", 6), ("section", 1)]),
    SampleSections(
      file: "starmap_mpfc_dev", genes: 166, total: 1_083_984, entries: 94_208, emptyCells: 0,
      sections: [("20180417_BZ5", 1049), ("20180419_BZ9", 1053)], sumX: 14332063.216239978,
      sumY: 7189075.10081497, unit: .unknown, species: .mouse,
      labels: [("cell_type", 15), ("region", 4), ("section", 2)]),
    SampleSections(
      file: "tasic2016_scrna_113genes", genes: 113, total: 8_362_172, entries: 194_641,
      emptyCells: 0, sections: [("scRNAseq", 1723)], sumX: nil, sumY: nil, unit: .unknown,
      species: .mouse, labels: [("cell_type", 8), ("section", 1)]),
    SampleSections(
      file: "xenium_mouse_brain_36k_unlabelled", genes: 248, total: 9_028_172, entries: 2_611_055,
      emptyCells: 49, sections: [("xenium_ctx_hp", 36602)], sumX: 118261023.42436066,
      sumY: 84452567.95035934, unit: .microns, species: .mouse, labels: [("section", 1)]),
  ]
}

@Suite("Sections of .h5ad files", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct SectionFileTests {
  @Test("The sample sections are what anndata says they are", arguments: SampleSections.all)
  func samples(_ sample: SampleSections) throws {
    let path = TestData.path("sections/\(sample.file).h5ad")
    let loaded = try SectionFile(path: path).read()
    let sections = loaded.sections
    #expect(sections.map(\.name) == sample.sections.map(\.0))
    #expect(sections.map(\.cellCount) == sample.sections.map(\.1))
    #expect(sections.allSatisfy { $0.geneCount == sample.genes })
    #expect(sections.reduce(0) { $0 + $1.counts.values.count } == sample.entries)
    #expect(loaded.report.counts == .init(element: "X", total: sample.total))
    let totals = sections.flatMap { $0.counts.rowTotals() }
    #expect(totals.reduce(0, +) == sample.total)
    #expect(totals.count { $0 == 0 } == sample.emptyCells)
    for (expected, place) in [(sample.sumX, \Coordinates.x), (sample.sumY, \Coordinates.y)] {
      let sum = sections.flatMap { $0.coordinates?[keyPath: place] ?? [] }.reduce(0, +)
      #expect(abs(sum - (expected ?? 0)) <= 1e-9 * abs(expected ?? 0))
    }
    #expect(sections.allSatisfy { ($0.coordinates != nil) == (sample.sumX != nil) })
    #expect(sections.allSatisfy { ($0.coordinates?.unit ?? .unknown) == sample.unit })
    #expect(sections.allSatisfy { $0.knownSpecies == sample.species })
    #expect(sections[0].labels.map(\.name) == sample.labels.map(\.0))
    #expect(sections[0].labels.map(\.categories.count) == sample.labels.map(\.1))
  }

  @Test("Sections come apart whole: each cell keeps its counts, place and labels")
  func sectionsComeApart() throws {
    let path = TestData.path("sections/starmap_mpfc_dev.h5ad")
    let loaded = try SectionFile(path: path).read()
    let bz9 = try #require(loaded.sections.last)
    #expect(bz9.cellIDs.allSatisfy { $0.hasPrefix("20180419_BZ9:") })
    let file = try AnnDataFile(path: path)
    let names = try file.rowNames(of: .obs)
    let spatial = try #require(try file.embedding("spatial"))
    let types = try #require(try file.column("cell_type", of: .obs)).texts
    let rows = try file.readRows(.x, as: Double.self)
    for (cell, id) in bz9.cellIDs.enumerated() {
      let row = try #require(names.firstIndex(of: id))
      #expect(loaded.rows[1][cell] == row)
      #expect(bz9.coordinates?.x[cell] == spatial[row, 0])
      #expect(bz9.coordinates?.y[cell] == spatial[row, 1])
      #expect(bz9.label("cell_type")?[cell] == types[row])
      #expect(
        bz9.counts.values[bz9.counts.entries(of: cell)].map(Double.init)
          == Array(rows.values[rows.entries(of: row)]))
      #expect(
        bz9.counts.columns[bz9.counts.entries(of: cell)] == rows.columns[rows.entries(of: row)])
    }
  }

  @Test(
    "A key the user names takes sections apart; without one, the whole file is one, with a hint")
  func namedKey() throws {
    let path = TestData.path("h5ad-zoo/92_multi_section.h5ad")
    let whole = try SectionFile(path: path).read()
    #expect(whole.sections.map(\.name) == ["92_multi_section"])
    #expect(whole.report.notes.contains { $0.contains("obs['library_id'] has 2 values") })
    let apart = try SectionFile(path: path).read(SectionOptions(sectionKey: "library_id"))
    #expect(apart.sections.map(\.name) == ["lib1", "lib2"])
    #expect(apart.sections.map(\.cellIDs) == [["c0", "c1", "c2"], ["c3", "c4", "c5"]])
    #expect(throws: SectionError.self) {
      try SectionFile(path: path).read(SectionOptions(sectionKey: "nothing"))
    }
  }

  @Test("Ensembl ids of var are read beside the symbols")
  func geneIDs() throws {
    let xenium = try SectionFile(
      path: TestData.path("sections/xenium_mouse_brain_36k_unlabelled.h5ad")
    ).read()
    #expect(
      xenium.sections[0].genes[0] == Gene(name: "2010300C02Rik", ensemblID: "ENSMUSG00000026090"))
    #expect(xenium.sections[0].genes.allSatisfy { $0.ensemblID?.hasPrefix("ENSMUSG") == true })
  }

  /// File, cells × genes, element of the counts, coordinates.
  @Test(
    "Real files of old versions and of other tools are read",
    arguments: [
      ("scvi_smfish_osmfish_old", 4530, 33, true), ("scvitools_TM_droplet_mat", 47, 10, false),
      ("scvitools_pbmc_5k_protein_v3", 200, 16581, false), ("smFISH_anndata", 4840, 22, true),
      ("squidpy_test_data_6", 49, 100, true), ("test_ad_sp_readytomap", 2150, 253, true),
      ("anndata_v0.7.8", 30, 20, false),
    ])
  func wild(_ name: String, _ cells: Int, _ genes: Int, _ hasPlaces: Bool) throws {
    let loaded = try SectionFile(path: TestData.path("h5ad-wild/\(name).h5ad")).read()
    #expect(loaded.sections.count == 1)
    #expect(loaded.sections[0].cellCount == cells)
    #expect(loaded.sections[0].geneCount == genes)
    #expect((loaded.sections[0].coordinates != nil) == hasPlaces)
    #expect(loaded.report.counts.element == "X")
  }

  @Test("Files without counts are refused, naming a value of each element looked at")
  func noCounts() throws {
    for name in ["anndata_v0.5.0", "scanpy_pbmc68k_reduced_new", "squidpy_test_data_1"] {
      let path = TestData.path("h5ad-wild/\(name).h5ad")
      let error = try #require(throws: SectionError.self) { try SectionFile(path: path).read() }
      guard case .noCounts(let lookedAt) = error.reason else {
        Issue.record("\(name): \(error)")
        continue
      }
      #expect(lookedAt.count == (name.hasPrefix("squidpy") ? 1 : 2))
      #expect(lookedAt[0].hasPrefix("X: "))
      #expect(!"\(error)".contains("\n"))
    }
  }

  @Test("The pitch of Visium spots gives µm per pixel, the user's word goes before it")
  func visiumUnit() throws {
    let path = TestData.path("h5ad-wild/squidpy_test_data_6.h5ad")
    let read = try SectionFile(path: path).read()
    let coordinates = try #require(read.sections[0].coordinates)
    // The spots lie 137 px apart and are 89.4 px wide, as Visium's are.
    #expect(coordinates.unit == .pixels(micronsPerPixel: 100.0 / 137))
    let told = try SectionFile(path: path).read(SectionOptions(unit: .pixels(micronsPerPixel: 0.7)))
    #expect(told.sections[0].coordinates?.unit == .pixels(micronsPerPixel: 0.7))
  }
}
