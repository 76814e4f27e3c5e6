/// Finds the types of a section that words mean.
struct CellResolver {
  let knowledge: any QueryKnowledge
  let types: [CellTypeEvidence.CellType]
  /// What the knowledge takes each type for.
  let kinds: [KnownCell?]

  init(_ knowledge: any QueryKnowledge, types: [CellTypeEvidence.CellType]) throws {
    self.knowledge = knowledge
    self.types = types
    kinds = try types.map { try knowledge.cell(ofLabel: $0.name) }
  }

  /// The types that words name: by the label itself, or by a known kind of cell that types are or are kinds of, or
  /// else that is a kind of what a type is. nil where there are none.
  func cells(named words: String) throws -> MeantCells? {
    let own = types.filter { $0.name.lowercased() == words.lowercased() }
    if !own.isEmpty {
      return MeantCells(
        words: words, known: nil, recognition: .name, types: own.map(\.name), isBroader: false)
    }
    guard let known = try knowledge.cell(named: words) else { return nil }
    return cells(of: known, words: words, recognition: .name)
  }

  /// The types that stand for a known kind of cell.
  func cells(of known: KnownCell, words: String, recognition: Recognition) -> MeantCells? {
    func types(where holds: (KnownCell) -> Bool) -> [String] {
      zip(self.types, kinds).compactMap { type, kind in
        kind.map(holds) ?? false ? type.name : nil
      }
    }
    let narrow = types { $0.name == known.name || $0.lineage.contains(known.name) }
    if !narrow.isEmpty {
      return MeantCells(
        words: words, known: known.name, recognition: recognition, types: narrow, isBroader: false)
    }
    for ancestor in known.lineage where ancestor != Self.root {
      let broad = types { $0.name == ancestor }
      if !broad.isEmpty {
        return MeantCells(
          words: words, known: known.name, recognition: recognition, types: broad, isBroader: true)
      }
    }
    return nil
  }

  /// What every cell is; a type of that name says nothing.
  private static let root = "cell"

  /// The types that stand for a region's cells; nil where they do not tell it from the rest.
  ///
  /// A broader type is no evidence where it would stand for cells that the region has more of and for others that it
  /// has less of. Of the cells that a region has more of, at least half by weight must be known.
  func region(_ known: KnownRegion, words: String, recognition: Recognition) throws -> MeantRegion?
  {
    var company: [MeantRegion.Company] = []
    var missing: [String] = []
    for own in known.company {
      if let cells = try cells(named: own.cells) {
        company.append(MeantRegion.Company(cells: cells, weight: own.weight))
      } else {
        missing.append(own.cells)
      }
    }
    let all = company
    company.removeAll { own in
      let contradicted = all.contains { other in
        (own.weight > 0) != (other.weight > 0)
          && (own.cells.isBroader || other.cells.isBroader)
          && !Set(own.cells.types).isDisjoint(with: other.cells.types)
      }
      if contradicted { missing.append(own.cells.words) }
      return contradicted
    }
    func more(_ weights: [Double]) -> Double { weights.filter { $0 > 0 }.reduce(0, +) }
    let (found, wanted) = (more(company.map(\.weight)), more(known.company.map(\.weight)))
    guard found > 0, found >= wanted / 2 else { return nil }
    return MeantRegion(
      words: words, name: known.name, recognition: recognition, company: company, missing: missing)
  }

  /// Names of other regions that a region's cells are as good for, in the order of what is known.
  ///
  /// What is known of a region is a vector of weights over the section's types; regions are alike where the cosine of
  /// theirs is at least `leastAlike`. A region's own parts and what it is a part of have other vectors, or are it too.
  func regions(alike own: MeantRegion, among all: [KnownRegion]) throws -> [String] {
    let weights = Self.weights(own)
    return try all.compactMap { known in
      guard known.name != own.name,
        let other = try region(known, words: known.name, recognition: .name)
      else { return nil }
      return Self.cosine(weights, Self.weights(other)) >= Self.leastAlike ? known.name : nil
    }
  }

  private static let leastAlike = 0.95

  private static func weights(_ region: MeantRegion) -> [String: Double] {
    var weights: [String: Double] = [:]
    for own in region.company {
      for type in own.cells.types {
        weights[type, default: 0] += own.weight / Double(own.cells.types.count)
      }
    }
    return weights
  }

  private static func cosine(_ one: [String: Double], _ other: [String: Double]) -> Double {
    // In the order of the names: sums must not depend on how a dictionary is laid out.
    let names = Set(one.keys).union(other.keys).sorted()
    var (product, ownSquare, otherSquare) = (0.0, 0.0, 0.0)
    for name in names {
      let (a, b) = (one[name] ?? 0, other[name] ?? 0)
      product += a * b
      ownSquare += a * a
      otherSquare += b * b
    }
    return product / max((ownSquare * otherSquare).squareRoot(), 1e-12)
  }
}
