import Autodiff
import CellSections
import Foundation
import Histoglot

/// A tissue with parts that a test knows: a disc where gene "Hot1" is high, a band of oligodendrocytes on the left,
/// neurons elsewhere, microglia here and there, and a vessel of endothelial cells.
struct PlantedRegions {
  var section: CellSection
  /// Whether a cell lies in the disc, in the band.
  var isHot: [Bool]
  var isBand: [Bool]

  static let side = 600.0
  static let disc = (x: 420.0, y: 300.0, radius: 100.0)
  static let bandWidth = 120.0
  static let genes = ["Hot1", "Plp1", "Snap25"] + (0..<9).map { "Other\($0)" }

  init(cells: Int = 1500, seed: UInt64 = 3, unit: LengthUnit = .microns, shuffled: Bool = false) {
    var generator = SeededGenerator(seed: seed)
    let places = (0..<cells).map { _ in
      (x: Self.side * generator.uniform(), y: Self.side * generator.uniform())
    }
    var facts = places
    if shuffled { facts.shuffle(using: &generator) }
    isHot = facts.map { hypot($0.x - Self.disc.x, $0.y - Self.disc.y) < Self.disc.radius }
    isBand = facts.map { $0.x < Self.bandWidth }
    let names = ["endothelial cell", "microglia", "neuron", "oligodendrocyte"]
    var (starts, columns, values, codes) = ([0], [Int32](), [Int32](), [Int32]())
    for (cell, place) in facts.enumerated() {
      let draw = generator.uniform()
      let code: Int32 =
        if abs(place.y - 500) < 12, place.x > 150 { 0 } else if draw < 0.08 { 1 } else {
          isBand[cell] ? 3 : 2
        }
      codes.append(code)
      for gene in Self.genes.indices {
        let isHigh = gene == 0 && isHot[cell] || gene == 1 && code == 3 || gene == 2 && code == 2
        let rate = isHigh ? 0.8 : 0.4
        var count: Int32 = 0
        while generator.uniform() < rate, count < 30 { count += 1 }
        if count > 0 {
          columns.append(Int32(gene))
          values.append(count)
        }
      }
      starts.append(columns.count)
    }
    section = CellSection(
      name: "planted", cellIDs: (0..<cells).map { "cell-\($0)" },
      genes: Self.genes.map { Gene(name: $0) },
      counts: CountMatrix(
        rowStarts: starts, columns: columns, values: values, columnCount: Self.genes.count),
      coordinates: Coordinates(x: places.map(\.x), y: places.map(\.y), unit: unit),
      labels: [LabelColumn(name: "cell_type", categories: names, codes: codes)])
  }

  /// The section turned by an angle, mirrored if wanted, and shifted.
  func turned(by angle: Double, mirrored: Bool = false) -> CellSection {
    var turned = section
    guard let old = section.coordinates else { return section }
    let sign = mirrored ? -1.0 : 1.0
    turned.coordinates = Coordinates(
      x: zip(old.x, old.y).map { sign * ($0 * cos(angle) - $1 * sin(angle)) + 1234 },
      y: zip(old.x, old.y).map { $0 * sin(angle) + $1 * cos(angle) - 77 }, unit: old.unit)
    return turned
  }

  static func options(_ threads: Int = 2) -> QueryOptions {
    var options = QueryOptions()
    options.permutations = 39
    options.smoothingCells = 30
    options.threads = threads
    return options
  }

  static func query(
    _ section: CellSection, _ options: QueryOptions = options(),
    sentences: SentenceVectors? = nil
  ) throws -> TissueQuery {
    try TissueQuery(
      [section], types: CellTypeEvidence(labels: "cell_type", of: [section]),
      knowledge: SmallKnowledge(), sentences: sentences, options: options)
  }

  static func answer(
    _ text: String, _ section: CellSection, _ options: QueryOptions = options()
  ) throws -> QueryAnswer {
    let query = try query(section, options)
    return try query.answer(query.interpret(text))
  }
}

extension QueryAnswer {
  /// Whether each cell of the first section is in any region.
  var isInside: [Bool] { regionOfCell[0].map { $0 >= 0 } }
}

/// Cells in both over cells in either.
func overlap(_ a: [Bool], _ b: [Bool]) -> Double {
  let both = zip(a, b).count { $0 && $1 }
  let either = zip(a, b).count { $0 || $1 }
  return either == 0 ? 1 : Double(both) / Double(either)
}
