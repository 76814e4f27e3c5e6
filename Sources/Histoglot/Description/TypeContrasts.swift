import SectionAnalysis

/// Compares how frequent types are in a region and in the rest of its section.
struct TypeContrasts {
  let types: CellTypeEvidence
  /// What the knowledge takes each type for.
  let kinds: [KnownCell?]

  /// - Parameters:
  ///   - own: of the region.
  ///   - all: of the section.
  ///   - chance: nil where there is no rest.
  func callAsFunction(
    own: RegionTally.Sums, all: RegionTally.Sums, cells: Int, sectionCells: Int,
    chance: RegionTally.Exceedance?, permutations: Int
  ) -> [RegionDescription.TypeContrast] {
    let present = types.types.indices.filter { all.types[$0] > 0 }
    let p = chance.map { chance in
      present.map { type in
        let rarer = min(chance.typesAtLeast[type], chance.typesAtMost[type])
        return min(1, 2 * Double(1 + rarer) / Double(1 + permutations))
      }
    }
    let rates = p.map(falseDiscoveryRates)
    let contrasts = present.enumerated().map { place, type in
      RegionDescription.TypeContrast(
        name: types.types[type].name, known: kinds[type]?.name, cells: own.types[type],
        share: Double(own.types[type]) / Double(cells),
        elsewhere: chance == nil
          ? nil : Double(all.types[type] - own.types[type]) / Double(sectionCells - cells),
        pValue: p?[place], falseDiscoveryRate: rates?[place])
    }
    return contrasts.sorted {
      let (a, b) = ($0.share - ($0.elsewhere ?? 0), $1.share - ($1.elsewhere ?? 0))
      return (b, $0.name) < (a, $1.name)
    }
  }
}
