import Autodiff
import CellSections
import CellTransformer
import Histoglot

/// A tissue for tests: two layers whose cells express other genes, in random places or on a lattice.
struct SmallTissue {
  var section: CellSection

  static let genes = (0..<24).map { Gene(name: "Gene\($0)") }

  /// - Parameter positions: nil for random ones in a square.
  init(name: String = "tissue", cells: Int, seed: UInt64, positions: [(Double, Double)]? = nil) {
    var generator = SeededGenerator(seed: seed)
    let side = Double(cells).squareRoot() * 10
    let places =
      positions ?? (0..<cells).map { _ in (side * generator.uniform(), side * generator.uniform()) }
    let middle = places.map(\.1).sorted()[places.count / 2]
    var starts = [0]
    var columns: [Int32] = []
    var values: [Int32] = []
    var layers: [Int32] = []
    for (_, y) in places {
      let layer: Int32 = y < middle ? 0 : 1
      layers.append(layer)
      for gene in 0..<Int32(24) {
        let rate = (gene < 12) == (layer == 0) ? 0.6 : 0.3
        var count: Int32 = 0
        while generator.uniform() < rate, count < 20 { count += 1 }
        if count > 0 {
          columns.append(gene)
          values.append(count)
        }
      }
      starts.append(columns.count)
    }
    section = CellSection(
      name: name, cellIDs: (0..<places.count).map { "\(name)-\($0)" }, genes: Self.genes,
      counts: CountMatrix(rowStarts: starts, columns: columns, values: values, columnCount: 24),
      coordinates: Coordinates(x: places.map(\.0), y: places.map(\.1), unit: .microns),
      labels: [LabelColumn(name: "layer", categories: ["upper", "lower"], codes: layers)])
  }

  /// A hexagonal lattice of spots, 100 µm apart.
  static func hexagonal(rows: Int, columns: Int) -> [(Double, Double)] {
    var places: [(Double, Double)] = []
    for row in 0..<rows {
      let shift = row % 2 == 0 ? 0.0 : 0.5
      for column in 0..<columns {
        places.append((100 * (Double(column) + shift), 100 * Double(row) * 0.75.squareRoot()))
      }
    }
    return places
  }

  static let vocabulary = GeneVocabulary(genes: genes, species: nil)

  func prepared(threads: Int = 1) throws -> PreparedSection {
    try PreparedSection(section, vocabulary: Self.vocabulary, neighbours: 24, threads: threads)
  }

  /// A model with a two-category head and weights that make position matter.
  static func model(preset: Preset = .tiny, seed: UInt64 = 1) -> TissueModel {
    model(preset.configuration, seed: seed)
  }

  static func model(_ configuration: ModelConfiguration, seed: UInt64 = 1) -> TissueModel {
    let scale = GeneScale(
      depth: 0.7, mean: [Float](repeating: 0.4, count: 24),
      deviation: [Float](repeating: 0.4, count: 24))
    let model = TissueModel(
      configuration, vocabulary: vocabulary, geneScale: scale, trainingSections: ["a"],
      tasks: [
        LabelTask(
          key: "layer", categories: ["upper", "lower"], colors: nil,
          novelty: NoveltyRule(
            kind: .linearOwn, energy: .init(mean: -1, deviation: 0.5),
            unlabelled: .init(mean: 0, deviation: 1), unexplained: .init(mean: 2, deviation: 1),
            walk: .init(deviation: 1, cells: 60), threshold: 3))
      ], seed: seed)
    var generator = SeededGenerator(seed: seed)
    for name in model.store.names where name.hasSuffix("distance_bias") {
      guard let parameter = model.store.parameter(named: name) else { continue }
      parameter.assign(
        (0..<parameter.rows * parameter.columns).map { _ in Float(2 * generator.normal()) })
    }
    // Untrained linear experts are all zero, and would hide whatever goes wrong in them; so is what novelty keeps.
    for name in model.store.names
    where name.contains("linear_") && name.hasSuffix("weight") || name.contains(".novelty.") {
      guard let parameter = model.store.parameter(named: name) else { continue }
      let values = (0..<parameter.rows * parameter.columns).map { _ in Float(generator.normal()) }
      let isCode = name.hasSuffix(".categories")
      parameter.assign(
        name.hasSuffix(".variances")
          ? values.map { 0.1 + abs($0) } : isCode ? values.map { $0 < 0 ? 0 : 1 } : values)
    }
    return model
  }
}

/// What a model makes of a section, for comparing.
struct Outcome: Equatable {
  var latents: [Float]
  var logits: [Float]
  var labels: [Int]

  init(
    _ model: TissueModel, _ section: PreparedSection, threads: Int = 1, blockRows: Int = 4096
  ) {
    let workspace = Workspace<Float>(threads: threads)
    let encoding = model.encode(section, blockRows: blockRows, in: workspace)
    latents = model.latents(encoding, blockRows: blockRows, in: workspace).elements
    logits = model.logits(encoding, task: 0, blockRows: blockRows, in: workspace).elements
    labels = stride(from: 0, to: logits.count, by: 2).map { [logits] in
      logits[$0] >= logits[$0 + 1] ? 0 : 1
    }
  }

  /// The largest difference of latents, cell by cell, and the share of equal labels.
  func compared(
    with other: Outcome, cell: (Int) -> Int = { $0 }
  ) -> (latent: Float, labels: Double) {
    let width = latents.count / max(1, labels.count)
    var worst: Float = 0
    var equal = 0
    for index in labels.indices {
      let place = cell(index)
      for d in 0..<width {
        worst = max(worst, abs(latents[index * width + d] - other.latents[place * width + d]))
      }
      if labels[index] == other.labels[place] { equal += 1 }
    }
    return (worst, Double(equal) / Double(max(1, labels.count)))
  }
}
