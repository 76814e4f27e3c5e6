import CellSections
import Foundation
import Histoglot
import SectionAnalysis
import Testing

@Suite("Spatial domains")
struct SpatialDomainsTests {
  /// A strip of tissue in four bands of 100 µm; every gene is twice as common in two of the bands, but each cell is of a
  /// type of its own whatever the band, which changes its genes more.
  private static let tissue: (section: CellSection, bands: [Int32]) = bandedTissue(seed: 3)

  private static func bandedTissue(
    seed: UInt64, name: String = "banded", catching: [Double]? = nil
  ) -> (section: CellSection, bands: [Int32]) {
    let (cells, genes) = (900, 24)
    var generator = SplitGenerator(state: seed)
    var (starts, columns, values) = ([0], [Int32](), [Int32]())
    var (x, y, bands) = ([Double](), [Double](), [Int32]())
    for _ in 0..<cells {
      x.append(300 * generator.uniform())
      y.append(400 * generator.uniform())
      let band = Int((y.last ?? 0) / 100)
      bands.append(Int32(band))
      let type = Int(3 * generator.uniform())
      for gene in 0..<genes {
        let inBand = gene % 4 == band || gene % 4 == (band + 1) % 4
        let rate =
          (inBand ? 2.0 : 1) * (gene / 4 % 3 == type ? 4 : 1) * (catching?[gene] ?? 1)
        let count = (0..<60).count { _ in generator.uniform() < rate / 60 }
        if count > 0 {
          columns.append(Int32(gene))
          values.append(Int32(count))
        }
      }
      starts.append(columns.count)
    }
    let section = CellSection(
      name: name, cellIDs: (0..<cells).map { "\(name)-\($0)" },
      genes: (0..<genes).map { Gene(name: "Gene\($0)") },
      counts: CountMatrix(
        rowStarts: starts, columns: columns, values: values, columnCount: genes),
      coordinates: Coordinates(x: x, y: y, unit: .microns))
    return (section, bands)
  }

  private func domains(
    _ sections: [CellSection], count: Int? = 4, latents: FeatureMatrix? = nil, threads: Int = 2,
    fittedCells: Int? = nil
  ) throws -> SpatialDomains {
    var options = DomainOptions()
    options.count = count
    options.threads = threads
    if let fittedCells { options.fittedCells = fittedCells }
    return try SpatialDomains(
      DomainMaterial(sections, options: options), latents: latents, options: options)
  }

  private func agreement(_ first: [Int32], _ second: [Int32]) throws -> Double {
    try ClusterAgreement(first, second).adjustedRand
  }

  @Test("Bands are found among cells of types that differ more than the bands do")
  func bands() throws {
    let (section, bands) = Self.tissue
    let found = try domains([section])
    #expect(try agreement(found.codes, bands) > 0.75)
    #expect(found.agreement > 0.7)
    #expect(found.view == .expression)
    for row in 0..<section.cellCount {
      #expect(abs(found.probabilities[row: row].reduce(0, +) - 1) < 1e-9)
    }
    // The largest comes first.
    let sizes = (0..<4).map { domain in found.codes.count { $0 == Int32(domain) } }
    #expect(sizes == sizes.sorted(by: >))
  }

  @Test("Without its neighbours a cell says little of its band, so that places must count")
  func shuffledPlaces() throws {
    var (section, bands) = Self.tissue
    let order = Array((0..<section.cellCount).reversed())
    section.coordinates = section.coordinates?.selecting(order)
    let found = try domains([section])
    #expect(try agreement(found.codes, bands) < 0.2)
    section.coordinates = nil
    #expect(try agreement(domains([section]).codes, bands) < 0.5)
  }

  @Test("A section turned, mirrored and shifted is parted alike")
  func turned() throws {
    let section = Self.tissue.section
    var turned = section
    guard let places = section.coordinates else { return }
    let (cosine, sine) = (cos(0.7), sin(0.7))
    turned.coordinates = Coordinates(
      x: zip(places.x, places.y).map { -($0 * cosine - $1 * sine) + 5_000 },
      y: zip(places.x, places.y).map { $0 * sine + $1 * cosine - 300 }, unit: .microns)
    #expect(try domains([turned]).codes == domains([section]).codes)
  }

  @Test("Cells in another order are parted alike")
  func permuted() throws {
    let section = Self.tissue.section
    var order = Array(0..<section.cellCount)
    var generator = SplitGenerator(state: 1)
    order.shuffle(using: &generator)
    let before = try domains([section]).codes
    let after = try domains([section.selectingCells(order)]).codes
    #expect(try agreement(after, order.map { before[$0] }) > 0.95)
  }

  @Test("Threads change nothing")
  func threads() throws {
    let one = try domains([Self.tissue.section], threads: 1)
    let three = try domains([Self.tissue.section], threads: 3)
    #expect(one.probabilities == three.probabilities)
    #expect(one.agreement == three.agreement)
  }

  @Test("Fits to some of the cells tell the others")
  func sampled() throws {
    let (section, bands) = Self.tissue
    #expect(try agreement(domains([section], fittedCells: 400).codes, bands) > 0.7)
  }

  @Test("Two sections share their domains, though genes are caught otherwise in one of them")
  func together() throws {
    let first = Self.tissue
    let second = Self.bandedTissue(
      seed: 9, name: "other", catching: (0..<24).map { $0 % 5 == 0 ? 3 : 1 })
    let found = try domains([first.section, second.section])
    #expect(try agreement(found.codes, first.bands + second.bands) > 0.7)
  }

  @Test("The view is taken on which fits agree better, and noise is not")
  func views() throws {
    let (section, bands) = Self.tissue
    var generator = SplitGenerator(state: 5)
    let knowing = FeatureMatrix(
      rowCount: section.cellCount, columnCount: 4,
      values: bands.flatMap { band in
        (0..<4).map { (Int32($0) == band ? 1 : 0) + 0.2 * generator.uniform() }
      })
    let found = try domains([section], latents: knowing)
    let best = try #require(found.trials.max { $0.agreement < $1.agreement })
    #expect(found.trials.map(\.view) == [.latent, .expression])
    #expect(found.view == best.view && found.agreement == best.agreement)
    #expect(try agreement(found.codes, bands) > 0.75)
    let noise = FeatureMatrix(
      rowCount: section.cellCount, columnCount: 12,
      values: (0..<section.cellCount * 12).map { _ in generator.uniform() })
    #expect(try domains([section], latents: noise).view == .expression)
  }

  @Test("The number of bands is found")
  func number() throws {
    let found = try domains([Self.tissue.section], count: nil)
    #expect(found.count == 4)
    #expect(found.trials.count == 14)
    #expect(
      found.trials.contains { $0.count == 4 && $0.agreement == found.trials.map(\.agreement).max() }
    )
  }

  @Test("Too few cells, or no genes, are refused")
  func refused() throws {
    let few = Self.tissue.section.selectingCells(Array(0..<30))
    #expect(throws: DomainError.self) { try domains([few], count: 4) }
    var bare = Self.tissue.section
    bare.counts = CountMatrix(
      rowStarts: [Int](repeating: 0, count: bare.cellCount + 1), columns: [], values: [],
      columnCount: bare.geneCount)
    #expect(throws: DomainError.self) { try domains([bare]) }
  }
}

/// SplitMix64.
private struct SplitGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Uniform on [0, 1).
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
