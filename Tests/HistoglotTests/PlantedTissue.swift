import Autodiff
import CellSections
import Histoglot

/// Tissue on a grid whose labels follow from a rule that a test knows.
enum PlantedTissue {
  static let genes = 12

  /// Cells of `types` types, each with marker genes of its own, `rows × columns` on a grid.
  ///
  /// - Parameters:
  ///   - type: the type of a cell from its place.
  ///   - label: the label of a cell from its place and type.
  static func section(
    _ name: String, rows: Int, columns: Int, types: Int, seed: UInt64,
    type: (_ row: Int, _ column: Int, _ draw: Double) -> Int,
    label: (_ row: Int, _ column: Int, _ type: Int) -> Int
  ) -> CellSection {
    var generator = SeededGenerator(seed: seed)
    var (starts, entries, values) = ([0], [Int32](), [Int32]())
    var (x, y) = ([Double](), [Double]())
    var codes: [Int32] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let own = type(row, column, generator.uniform())
        for gene in 0..<genes {
          let mean = gene % types == own ? 6.0 : 1.0
          let count = Int32(max(0, mean + mean.squareRoot() * generator.normal()))
          if count > 0 {
            entries.append(Int32(gene))
            values.append(count)
          }
        }
        starts.append(entries.count)
        x.append(Double(column) + 0.2 * generator.uniform())
        y.append(Double(row) + 0.2 * generator.uniform())
        codes.append(Int32(label(row, column, own)))
      }
    }
    let categories = (0...Int(codes.max() ?? 0)).map { "label \($0)" }
    return CellSection(
      name: name, cellIDs: codes.indices.map { "\(name)-\($0)" },
      genes: (0..<genes).map { Gene(name: "gene\($0)") },
      counts: CountMatrix(
        rowStarts: starts, columns: entries, values: values, columnCount: genes),
      coordinates: Coordinates(x: x, y: y, unit: .unknown),
      labels: [LabelColumn(name: "label", categories: categories, codes: codes)])
  }

  /// Labels that only the company tells: both halves hold both types, one of them 80 : 20, the other 20 : 80.
  static func neighbourhoods(_ name: String = "company", seed: UInt64) -> CellSection {
    section(name, rows: 24, columns: 24, types: 2, seed: seed) { row, _, draw in
      draw < (row / 6 % 2 == 0 ? 0.8 : 0.2) ? 0 : 1
    } label: { row, _, _ in
      row / 6 % 2
    }
  }

  /// Two types in stripes on a platform that counts some genes `gain` times as often, as another batch would.
  static func batch(_ name: String, gain: [Double], seed: UInt64) -> CellSection {
    var section = section(name, rows: 16, columns: 16, types: 2, seed: seed) { row, _, _ in
      row / 4 % 2
    } label: { _, _, type in
      type
    }
    let counts = section.counts
    section.counts = CountMatrix(
      rowStarts: counts.rowStarts, columns: counts.columns,
      values: zip(counts.columns, counts.values).map { column, value in
        Int32((Double(value) * gain[Int(column)]).rounded(.up))
      }, columnCount: counts.columnCount)
    return section
  }

  /// Labels that own expression alone tells: types scattered without any order.
  static func scatteredTypes(_ name: String = "scattered", seed: UInt64) -> CellSection {
    section(name, rows: 24, columns: 24, types: 3, seed: seed) { _, _, draw in
      min(2, Int(draw * 3))
    } label: { _, _, type in
      type
    }
  }

  /// The same cells with genes that nobody counted, `genes` in all.
  static func padded(_ section: CellSection, genes: Int) -> CellSection {
    let counts = section.counts
    return CellSection(
      name: section.name, cellIDs: section.cellIDs,
      genes: (0..<genes).map { Gene(name: "gene\($0)") },
      counts: CountMatrix(
        rowStarts: counts.rowStarts, columns: counts.columns, values: counts.values,
        columnCount: genes),
      coordinates: section.coordinates, labels: section.labels)
  }

  /// An untrained model of the `tiny` preset, and the sections made ready for it.
  static func prepared(
    _ sections: [CellSection]
  ) throws -> (model: TissueModel, labelled: [LabelledSection], tasks: [LabelTask]) {
    let vocabulary = try GeneVocabulary(uniting: sections)
    let configuration = Preset.tiny.configuration
    let ready = try sections.map {
      try PreparedSection(
        $0, vocabulary: vocabulary, neighbours: configuration.encoder.neighbours, threads: 2)
    }
    let tasks = try labelTasks(keys: ["label"], sections: sections)
    let empty = TissueModel(
      configuration, vocabulary: vocabulary,
      geneScale: .init(of: ready.map(\.counts), genes: vocabulary.genes.count),
      trainingSections: [], tasks: tasks, seed: 1)
    let labelled = try zip(ready, sections).map {
      try LabelledSection($0, labels: $1.labels, tasks: tasks)
    }
    return (empty, labelled, tasks)
  }
}
