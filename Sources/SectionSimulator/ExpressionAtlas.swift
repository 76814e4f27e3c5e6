import CellSections

/// What each type expresses where: the same for every seed, as biology is the same for every
/// section.
///
/// Genes are markers, genes of activity and background, interleaved so that a short panel holds the
/// telling ones. The first N genes are the same however many are asked for.
package struct ExpressionAtlas {
  /// How far the levels of sibling types lie apart, on the log scale, against the table's levels.
  ///
  /// At 1 own expression tells nearly every type; at 0 siblings are the same. This value makes
  /// layers and sibling types a matter of tissue context (see the difficulty law in the tests).
  static let siblingContrast = 0.4
  /// How many of a cell's transcripts are caught, against the table's levels.
  static let sensitivity = 1.8

  /// Gene symbols, `[genes]`.
  package let geneNames: [String]
  /// Expected transcripts of an ordinary cell, `[types, genes]`.
  let levels: [[Double]]
  /// By how much the logarithm of the level rises from pia to the bottom, `[types, genes]`.
  let depthSlopes: [[Double]]
  /// Expected transcripts that full activity adds, `[genes]`.
  let activityLevels: [Double]
  /// `r` of the variance `μ + μ²/r`, `[genes]`.
  package let dispersions: [Double]
  /// The probability that a gene's transcripts are missed altogether in a cell, `[genes]`.
  package let dropOuts: [Double]

  /// The atlas of the first `geneCount` genes.
  package init(geneCount: Int) {
    let genes = Self.orderedGenes(geneCount)
    geneNames = genes.map(\.name)
    var levels = [[Double]](repeating: [], count: CellKind.allCases.count)
    var slopes = levels
    var activity: [Double] = []
    var dispersions: [Double] = []
    var dropOuts: [Double] = []
    for (index, gene) in genes.enumerated() {
      // One stream per gene: a gene's traits do not depend on how many others there are.
      var generator = Xoshiro256(seed: 0x0C02_7E30, stream: UInt64(index))
      let background = Self.background(of: gene, using: &generator)
      let ofTypes = Self.levels(of: gene, background: background)
      let ofSlopes = Self.slopes(using: &generator)
      for kind in CellKind.allCases {
        levels[kind.rawValue].append(ofTypes[kind.rawValue])
        slopes[kind.rawValue].append(ofSlopes[kind.rawValue])
      }
      activity.append(gene.isOfActivity ? 3 + generator.nextGamma(shape: 2, scale: 2) : 0)
      dispersions.append(0.8 + generator.nextGamma(shape: 2, scale: 0.8))
      dropOuts.append(generator.nextUniform(in: 0.02...0.2))
    }
    self.levels = levels
    depthSlopes = slopes
    activityLevels = activity
    self.dispersions = dispersions
    self.dropOuts = dropOuts
  }

  /// A gene before it has numbers.
  private struct Gene {
    var name: String
    var marker: MarkerGene?
    var isOfActivity = false
  }

  /// Markers first, with an activity gene after every tenth and a housekeeping gene after every
  /// fifth; then the other housekeeping genes, then predicted genes (`Gm…`).
  private static func orderedGenes(_ count: Int) -> [Gene] {
    var activity = MarkerGenes.activity[...]
    var housekeeping = MarkerGenes.housekeeping[...]
    var genes: [Gene] = []
    for (index, marker) in MarkerGenes.all.enumerated() {
      genes.append(Gene(name: marker.name, marker: marker))
      if index % 10 == 9, let name = activity.popFirst() {
        genes.append(Gene(name: name, isOfActivity: true))
      }
      if index % 5 == 4, let name = housekeeping.popFirst() { genes.append(Gene(name: name)) }
    }
    genes += housekeeping.map { Gene(name: $0) }
    while genes.count < count { genes.append(Gene(name: "Gm\(10_000 + genes.count)")) }
    return Array(genes.prefix(count))
  }

  /// The level of a gene in each family where nothing marks it.
  private static func background(
    of gene: Gene, using generator: inout Xoshiro256
  ) -> [Double] {
    let base = generator.nextGamma(shape: 1.2, scale: 0.5) + 0.03
    let tilt = CellFamily.allCases.map { _ in generator.nextLogNormal(deviation: 0.35) }
    if gene.marker != nil { return tilt.map { 0.06 * $0 } }
    return tilt.map { (gene.isOfActivity ? 0.1 : base) * $0 }
  }

  /// The level in each type: background plus what the marker table says, siblings drawn together.
  private static func levels(of gene: Gene, background: [Double]) -> [Double] {
    var levels = CellKind.allCases.map { background[$0.lineage.family.rawValue] }
    for (kinds, level) in gene.marker?.levels ?? [] {
      for kind in kinds { levels[kind.rawValue] += level }
    }
    for lineage in CellLineage.allCases {
      let siblings = CellKind.allCases.filter { $0.lineage == lineage }.map(\.rawValue)
      let logs = siblings.map { PortableMath.log(levels[$0]) }
      let mean = logs.reduce(0, +) / Double(logs.count)
      for (sibling, log) in zip(siblings, logs) {
        levels[sibling] = sensitivity * PortableMath.exp(mean + siblingContrast * (log - mean))
      }
    }
    return levels
  }

  /// A third of the genes change along depth within the cells of a lineage.
  private static func slopes(using generator: inout Xoshiro256) -> [Double] {
    let ofLineages = CellLineage.allCases.map { _ in
      let slope = 0.4 * generator.nextNormal()
      return generator.unitInterval() < 0.33 ? slope : 0
    }
    return CellKind.allCases.map { ofLineages[$0.lineage.rawValue] }
  }
}
