import CellSections

/// Simulates cortex-like sections: curved layers, types in their niches, negative-binomial counts
/// with drop-out, batch effects and imaging fields.
///
/// Sibling types are nearly alike in expression and live in different layers, so that telling them
/// apart takes the tissue around a cell. Sections carry the labels `cell_type` and `region`, and
/// `cell_type_true` where the recipe asks for mislabelled cells; coordinates are µm.
/// - Throws: `SimulationError` where the recipe's numbers make no section.
/// - Complexity: O(transcripts), about 2 µs a cell and 50 ns a transcript.
public func simulate(_ recipe: SimulationRecipe) throws -> [CellSection] {
  let cortex = try SimulatedCortex(recipe)
  return (0..<recipe.sections).map(cortex.section)
}

/// The sections of a recipe, one at a time: for tissues that would not fit in memory together.
public struct SimulatedCortex: Sendable {
  /// What is simulated.
  public let recipe: SimulationRecipe
  private let atlas: ExpressionAtlas
  private let panels: GenePanels

  /// - Throws: `SimulationError` where the recipe's numbers make no section.
  public init(_ recipe: SimulationRecipe) throws {
    try recipe.validate()
    self.recipe = recipe
    atlas = ExpressionAtlas(geneCount: recipe.genes)
    panels = GenePanels(geneCount: recipe.genes, panelCount: recipe.panels)
  }

  /// The independent draws of one section.
  private enum Purpose: UInt64, CaseIterable {
    case places
    case kinds
    case effects
    case counts
    case mislabels
  }

  private func generator(of section: Int, for purpose: Purpose) -> Xoshiro256 {
    let stream = UInt64(section) * UInt64(Purpose.allCases.count) + purpose.rawValue
    return Xoshiro256(seed: recipe.seed, stream: stream)
  }

  /// The section at an index in `0..<recipe.sections`; the same whatever else was asked for.
  public func section(_ index: Int) -> CellSection {
    precondition(
      index >= 0 && index < recipe.sections,
      "SimulatedCortex: section \(index) of \(recipe.sections)")
    var placing = generator(of: index, for: .places)
    let placement = CellPlacement(count: recipe.cells, using: &placing)
    var choosing = generator(of: index, for: .kinds)
    let kinds = Self.kinds(in: placement.niches, using: &choosing)
    let name = "seed\(recipe.seed)-section\(index + 1)"
    let genes = panels.genes[index % recipe.panels]
    return CellSection(
      name: name,
      cellIDs: (0..<recipe.cells).map { "\(name)-\($0 + 1)" },
      genes: genes.map { Gene(name: atlas.geneNames[$0]) },
      counts: counts(of: kinds, at: placement, genes: genes, section: index),
      coordinates: Coordinates(x: placement.x, y: placement.y, unit: .microns),
      labels: labels(of: kinds, in: placement.niches, section: index),
      species: "Mus musculus")
  }

  /// Draws each cell's type from what its niche holds.
  private static func kinds(
    in niches: [Niche], using generator: inout Xoshiro256
  ) -> [CellKind] {
    niches.map { niche in
      let weights = niche.composition()
      var remaining = generator.unitInterval() * weights.reduce(0, +)
      for kind in CellKind.allCases {
        remaining -= weights[kind.rawValue]
        if remaining < 0 { return kind }
      }
      // Rounding at the very end of the range: the last type is in every niche.
      return .fibroblast
    }
  }

  private func counts(
    of kinds: [CellKind], at placement: CellPlacement, genes: [Int], section: Int
  ) -> CountMatrix {
    var shaping = generator(of: section, for: .effects)
    let effects = SectionEffects(geneCount: recipe.genes, using: &shaping)
    let table = ProfileTable(atlas, genes: genes, effects: effects)
    var sampler = CountSampler(
      table, dispersions: genes.map { atlas.dispersions[$0] },
      dropOuts: genes.map { atlas.dropOuts[$0] })
    var generator = generator(of: section, for: .counts)
    var beside: Int?
    for cell in kinds.indices {
      let place = placement.places[cell]
      let own = table.row(of: kinds[cell], depth: place.depth, using: &generator)
      let field = effects.fieldFactor(x: placement.x[cell], y: placement.y[cell])
      let spread = generator.nextLogNormal(deviation: 0.4)
      let excited = effects.activity(along: place.along) * generator.nextExponential()
      sampler.append(
        CountSampler.Source(
          own: own, beside: beside ?? own, spill: 0.12 * generator.unitInterval(),
          activity: 0.5 * excited,
          size: kinds[cell].relativeSize * effects.efficiency * field * spread),
        using: &generator)
      beside = own
    }
    return sampler.matrix()
  }

  private func labels(
    of kinds: [CellKind], in niches: [Niche], section: Int
  ) -> [LabelColumn] {
    let names = CellKind.allCases.map(\.name)
    let codes = kinds.map { Int32($0.rawValue) }
    var columns = [
      LabelColumn(name: "cell_type", categories: names, codes: codes),
      LabelColumn(
        name: "region", categories: CorticalLayer.allCases.map(\.name),
        codes: niches.map { Int32($0.layer.rawValue) }),
    ]
    if recipe.mislabelled > 0 {
      columns[0].codes = mislabelled(codes, section: section)
      columns.append(LabelColumn(name: "cell_type_true", categories: names, codes: codes))
    }
    return columns
  }

  /// Gives the recipe's share of cells the label of another type, each other type equally often.
  private func mislabelled(_ codes: [Int32], section: Int) -> [Int32] {
    var generator = generator(of: section, for: .mislabels)
    let wrong = Int((recipe.mislabelled * Double(codes.count)).rounded())
    var flipped = codes
    for cell in generator.nextSubset(of: codes.count, count: wrong) {
      let others = CellKind.allCases.count
      let step = 1 + generator.below(others - 1)
      flipped[cell] = Int32((Int(codes[cell]) + step) % others)
    }
    return flipped
  }
}
