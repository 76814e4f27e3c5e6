import CellSections
import Foundation
import PlatformReaders
import Testing

/// What Python (h5py, scipy, pandas) makes of each vendor's output.
struct VendorSample: Sendable, CustomTestStringConvertible {
  var folder: String
  var kind: SectionSource.Kind
  var name: String
  var cells: Int
  var genes: Int
  var total: Int
  var entries: Int
  var firstAndLastCell: [String]
  var firstAndLastGene: [String]
  /// The library sizes of the first and the last cell.
  var firstAndLastTotal: [Int]
  /// The sums over all cells; nil where there are no coordinates.
  var sumX: Double?
  var sumY: Double?
  var unit: LengthUnit
  var species: Species?
  var notes: [String]

  var testDescription: String { folder }

  static let all = [
    VendorSample(
      folder: "xenium_mouse_brain", kind: .xenium, name: "xenium_mouse_brain", cells: 36602,
      genes: 248, total: 9_028_172, entries: 2_611_055, firstAndLastCell: ["1", "36602"],
      firstAndLastGene: ["2010300C02Rik", "Zfpm2"], firstAndLastTotal: [384, 449],
      sumX: 118261023.42436066, sumY: 84452567.95035934, unit: .microns, species: .mouse,
      notes: ["dropped: 293 features other than Gene Expression"]),
    VendorSample(
      folder: "xenium_tiny", kind: .xenium, name: "xenium_tiny", cells: 6, genes: 4, total: 21,
      entries: 12, firstAndLastCell: ["1", "6"], firstAndLastGene: ["ABCC11", "ADAM9"],
      firstAndLastTotal: [6, 3], sumX: 11909.93997802734, sumY: 15271.185498046869,
      unit: .microns, species: .human, notes: []),
    VendorSample(
      folder: "tenx_probe_h5_tiny/raw_probe_bc_matrix.h5", kind: .tenXFile,
      name: "raw_probe_bc_matrix", cells: 4987, genes: 1000, total: 3372, entries: 858,
      firstAndLastCell: ["AACACCTACTATCGAA-1", "TGTTGGCCTACACGTG-1"],
      firstAndLastGene: ["Itgb2l|2ef1e7b", "Utp20|6221d37"], firstAndLastTotal: [0, 0],
      sumX: nil, sumY: nil, unit: .unknown, species: .mouse, notes: []),
    VendorSample(
      folder: "visium_h5_v1_tiny", kind: .visium, name: "visium_h5_v1_tiny", cells: 100,
      genes: 100, total: 932, entries: 656,
      firstAndLastCell: ["AAACAAGTATCTCCCA-1", "AACCTTTACGACGTCT-1"],
      firstAndLastGene: ["ENSG00000243485", "ENSG00000197921"], firstAndLastTotal: [10, 5],
      sumX: 718704, sumY: 696014, unit: .pixels(micronsPerPixel: 0.7250903398965227),
      species: .human, notes: []),
    VendorSample(
      folder: "visium_mtx_tiny", kind: .visium, name: "visium_mtx_tiny", cells: 22, genes: 50,
      total: 622, entries: 287, firstAndLastCell: ["AAACAAGTATCTCCCA-1", "AAAGTCGACCCTCAGT-1"],
      firstAndLastGene: ["Xkr4", "Gm29570"], firstAndLastTotal: [22, 14], sumX: 99998,
      sumY: 130493, unit: .pixels(micronsPerPixel: 0.725011163289161), species: .mouse,
      notes: ["outside the tissue, and dropped: 28 spots"]),
    VendorSample(
      folder: "merscope_pituitary", kind: .merscope, name: "merscope_pituitary", cells: 4982,
      genes: 300, total: 586_676, entries: 155_297,
      firstAndLastCell: ["2362950000000100024", "2362950000014200007"],
      firstAndLastGene: ["Th", "Catspere2"], firstAndLastTotal: [103, 18],
      sumX: 48989529.78978428, sumY: 16481271.373484792, unit: .microns, species: nil,
      notes: ["dropped: 15 control features"]),
    VendorSample(
      folder: "merscope_tiny", kind: .merscope, name: "ovarian_p2s2", cells: 8, genes: 9,
      total: 0, entries: 0, firstAndLastCell: ["15589", "88869"],
      firstAndLastGene: ["PDK4", "TBX21"], firstAndLastTotal: [0, 0], sumX: 100161.5297325916,
      sumY: 82602.9014837234, unit: .microns, species: nil, notes: []),
    VendorSample(
      folder: "cosmx_lung_p9", kind: .cosMx, name: "small_lung_p9s1", cells: 9233, genes: 960,
      total: 1_842_968, entries: 957_226, firstAndLastCell: ["10_1", "11_4630"],
      firstAndLastGene: ["AATK", "ZFP36"], firstAndLastTotal: [10, 12],
      sumX: 117912077.33333354, sumY: -1346223280.4444487, unit: .unknown, species: nil,
      notes: ["dropped: 20 control features"]),
    VendorSample(
      folder: "cosmx_tiny", kind: .cosMx, name: "lung_p9s1", cells: 9, genes: 8, total: 7,
      entries: 5, firstAndLastCell: ["10_1", "10_9"], firstAndLastGene: ["AATK", "ACKR4"],
      firstAndLastTotal: [0, 0], sumX: 242866, sumY: -1_462_341, unit: .unknown, species: nil,
      notes: []),
    VendorSample(
      folder: "visium_mtx_tiny/raw_feature_bc_matrix", kind: .tenXFolder,
      name: "raw_feature_bc_matrix", cells: 50, genes: 50, total: 682, entries: 338,
      firstAndLastCell: ["AAACAACGAATAGTTC-1", "AAAGTGCCATCAATTA-1"],
      firstAndLastGene: ["Xkr4", "Gm29570"], firstAndLastTotal: [9, 0], sumX: nil, sumY: nil,
      unit: .unknown, species: .mouse, notes: []),
  ]
}

@Suite("Vendors' outputs", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct SectionSourceTests {
  @Test("Every sample is recognised, and read to the last number", arguments: VendorSample.all)
  func samples(_ sample: VendorSample) throws {
    let path = TestData.path("platforms/\(sample.folder)")
    #expect(try SectionSource(recognizing: path).kind == sample.kind)
    if !path.hasSuffix(".h5") {
      #expect(try SectionSource(recognizing: path + "/").kind == sample.kind)
    }
    let opened = try SectionSource.open(path)
    #expect(opened.sections.count == 1)
    let section = opened.sections[0]
    #expect(section.name == sample.name)
    #expect(section.cellCount == sample.cells)
    #expect(section.geneCount == sample.genes)
    #expect(opened.report.counts.total == sample.total)
    #expect(section.counts.values.count == sample.entries)
    #expect([section.cellIDs[0], section.cellIDs[sample.cells - 1]] == sample.firstAndLastCell)
    #expect(
      [section.genes[0].name, section.genes[sample.genes - 1].name] == sample.firstAndLastGene)
    let totals = section.counts.rowTotals()
    #expect([totals[0], totals[sample.cells - 1]] == sample.firstAndLastTotal)
    #expect((section.coordinates != nil) == (sample.sumX != nil))
    for (expected, place) in [(sample.sumX, \Coordinates.x), (sample.sumY, \Coordinates.y)] {
      let sum = (section.coordinates?[keyPath: place] ?? []).reduce(0, +)
      #expect(abs(sum - (expected ?? 0)) <= 1e-9 * abs(expected ?? 0))
    }
    switch (section.coordinates?.unit ?? .unknown, sample.unit) {
    case (.pixels(let found), .pixels(let expected)): #expect(abs(found / expected - 1) < 1e-12)
    case (let found, let expected): #expect(found == expected)
    }
    #expect(section.knownSpecies == sample.species)
    for note in sample.notes { #expect(opened.report.notes.contains(note)) }
    #expect(opened.report.kind == sample.kind.rawValue)
  }

  @Test("Visium's pictures and spots come along")
  func visiumPictures() throws {
    let path = TestData.path("platforms/visium_h5_v1_tiny")
    let opened = try SectionSource.open(path)
    #expect(
      opened.tissueImages == [
        TissueImage(
          path: "\(path)/spatial/tissue_hires_image.png", resolution: .hires,
          pixelsPerStep: 0.150015),
        TissueImage(
          path: "\(path)/spatial/tissue_lowres_image.png", resolution: .lowres,
          pixelsPerStep: 0.045004502),
      ])
    #expect(opened.spotDiameter == 89.42751063343188)
  }

  @Test("A table of genes × cells and one of places of the Single Cell Portal")
  func singleCellPortal() throws {
    let folder = TestData.path("platforms/starmapplus_tiny")
    var options = SourceOptions()
    options.table.coordinatesFile = "\(folder)/mock_spatial.csv"
    options.table.labelColumns = ["Main_molecular_cell_type"]
    let opened = try SectionSource.open("\(folder)/mockraw_expression_pd.csv", options: options)
    let section = opened.sections[0]
    #expect(opened.report.kind == "table of separated values")
    #expect(section.cellCount == 9)
    #expect(section.geneCount == 8)
    #expect(section.cellIDs == (0..<9).map { "well05_\($0)" })
    #expect(section.counts.values == [1])
    #expect(abs((section.coordinates?.x.reduce(0, +) ?? 0) - 5810.933116819537) < 1e-8)
    #expect(abs((section.coordinates?.y.reduce(0, +) ?? 0) - 7362.347481770785) < 1e-8)
    #expect(section.label("Main_molecular_cell_type")?[2] == "Astrocytes")
    #expect(section.label("Main_molecular_cell_type")?.categories.count == 4)
  }

  @Test("Both layouts of 10x .h5: Gene Expression alone, and one group per genome")
  func zoo() throws {
    let current = try SectionSource.open(TestData.path("h5ad-zoo/93_10x_v3.h5"))
    #expect(current.sections[0].genes.map(\.name) == ["G0", "G1", "G2", "G3"])
    #expect(current.sections[0].genes[2].ensemblID == "ENSG00000000002")
    #expect(current.sections[0].cellIDs == (0..<6).map { "AAAC-\($0)" })
    #expect(current.sections[0].counts.rowTotals() == [2, 14, 22, 34, 42, 54])
    #expect(current.sections[0].knownSpecies == .human)
    let old = try SectionSource.open(TestData.path("h5ad-zoo/94_10x_v2.h5"))
    #expect(old.sections[0].genes.map(\.name) == ["G0", "G1", "G2", "G3", "G4"])
    #expect(old.sections[0].counts.rowTotals() == [6, 14, 36, 34, 66, 54])
    #expect(
      throws: PlatformError(
        file: TestData.path("h5ad-zoo/94_10x_v2.h5"),
        reason: .genomeMissing("mm10", available: ["GRCh38"]))
    ) {
      try SectionSource.open(
        TestData.path("h5ad-zoo/94_10x_v2.h5"), options: SourceOptions(genome: "mm10"))
    }
  }

  @Test("An .h5ad file is taken by the same door")
  func annData() throws {
    let path = TestData.path("sections/starmap_mpfc_dev.h5ad")
    let opened = try SectionSource.open(path)
    #expect(opened.sections == (try SectionFile(path: path).read().sections))
    #expect(opened.report.kind == "AnnData file")
  }

  @Test("Fields of view come apart where the user names them, and a missing key is refused")
  func sectionKey() throws {
    let path = TestData.path("platforms/cosmx_lung_p9")
    var options = SourceOptions()
    options.sections.sectionKey = "fov"
    options.sections.unit = .pixels(micronsPerPixel: 0.18)
    let opened = try SectionSource.open(path, options: options)
    #expect(opened.sections.map(\.name) == ["10", "11"])
    #expect(opened.sections.map(\.cellCount).reduce(0, +) == 9233)
    #expect(opened.loaded.rows.map(\.count) == opened.sections.map(\.cellCount))
    #expect(opened.sections[1].cellIDs.allSatisfy { $0.hasPrefix("11_") })
    #expect(opened.sections[0].coordinates?.unit == .pixels(micronsPerPixel: 0.18))
    options.sections.sectionKey = "slide"
    #expect(
      throws: SectionError(file: path, element: "slide", reason: .missing(available: ["fov"]))
    ) { try SectionSource.open(path, options: options) }
  }

  @Test("Mutated and hostile 10x files that libhdf5 can open give errors, not sections")
  func notASection() throws {
    for name in ["80_BAD_truncated.h5ad", "81_BAD_not_hdf5.h5ad"] {
      #expect(throws: (any Error).self) {
        try SectionSource.open(TestData.path("h5ad-zoo/\(name)"))
      }
    }
    let folder = TestData.path("knowledge")
    let error = try #require(throws: PlatformError.self) { try SectionSource.open(folder) }
    guard case .unrecognized(let contents) = error.reason else {
      Issue.record("\(error)")
      return
    }
    #expect(contents.contains("cl-basic.obo"))
    #expect(
      throws: PlatformError(
        file: "/nothing/here", reason: .unreadable("there is no such file or folder"))
    ) { try SectionSource.open("/nothing/here") }
  }
}
