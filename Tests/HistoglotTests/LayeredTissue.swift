import Autodiff
import CellSections

/// Sections of one planted tissue: expression of 40 genes by three hidden factors, one of which follows the place.
struct LayeredTissue {
  var section: CellSection
  /// The rates that counts were drawn with, `[cells, genes]`.
  var rates: [[Double]]

  static let geneCount = 40

  /// - Parameters:
  ///   - factor: multiplies each rate, as another platform would.
  init(name: String, cells: Int, seed: UInt64, depth: Double = 1) {
    // Every section has the same genes, so that their weights come from a seed of their own.
    var plan = SeededGenerator(seed: 99)
    let weights = (0..<Self.geneCount).map { _ in (0..<3).map { _ in 2 * plan.uniform() - 1 } }
    var generator = SeededGenerator(seed: seed)
    var (starts, columns, values) = ([0], [Int32](), [Int32]())
    var (x, y) = ([Double](), [Double]())
    rates = []
    for _ in 0..<cells {
      x.append(300 * generator.uniform())
      y.append(300 * generator.uniform())
      let factors = [
        (y.last ?? 0) / 100 - 1.5, 3 * generator.uniform() - 1.5, 3 * generator.uniform() - 1.5,
      ]
      let row = weights.map { weight in
        let level = zip(weight, factors).reduce(0) { $0 + $1.0 * $1.1 }
        return depth * 2 * (level > 0 ? 1 + level + level * level / 2 : 1 / (1 - level))
      }
      rates.append(row)
      for (gene, rate) in row.enumerated() {
        let count = Self.count(rate, &generator)
        if count > 0 {
          columns.append(Int32(gene))
          values.append(count)
        }
      }
      starts.append(columns.count)
    }
    section = CellSection(
      name: name, cellIDs: (0..<cells).map { "\(name)-\($0)" },
      genes: (0..<Self.geneCount).map { Gene(name: "Gene\($0)") },
      counts: CountMatrix(
        rowStarts: starts, columns: columns, values: values, columnCount: Self.geneCount),
      coordinates: Coordinates(x: x, y: y, unit: .microns))
  }

  /// Poisson by arrivals in small steps: binomial of 200 tosses.
  private static func count(_ rate: Double, _ generator: inout SeededGenerator) -> Int32 {
    (0..<200).reduce(into: Int32(0)) { count, _ in
      if generator.uniform() < rate / 200 { count += 1 }
    }
  }
}
