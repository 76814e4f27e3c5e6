/// Joins panels of genes into one list. What it makes depends on the panels as sets, not on their order.
struct PanelUnion {
  /// Ordered by name, names unique.
  private(set) var genes: [Gene] = []

  /// A spelling of a gene, and the panels that use it.
  private struct Spelling {
    var name: String
    var ensemblIDs: Set<String> = []
    var panels: Set<Int> = []
  }

  /// Spellings taken for one gene.
  private struct Row {
    var spellings: [Spelling]
    var panels: Set<Int>
  }

  init(_ panels: [[Gene]]) {
    var spellings: [String: Spelling] = [:]
    for (panel, genes) in panels.enumerated() {
      for gene in genes {
        var spelling = spellings[gene.name] ?? Spelling(name: gene.name)
        if let id = gene.canonicalEnsemblID { spelling.ensemblIDs.insert(id) }
        spelling.panels.insert(panel)
        spellings[gene.name] = spelling
      }
    }
    let ordered = spellings.values.sorted { $0.name < $1.name }
    genes = Self.rows(ordered).map(Self.gene).sorted { $0.name < $1.name }
  }

  private static func rows(_ spellings: [Spelling]) -> [Row] {
    var rows: [Row] = []
    var rowsOfID: [String: Int] = [:]
    var rowsOfFoldedName: [String: Int] = [:]
    for spelling in spellings {
      let folded = spelling.name.lowercased()
      let candidates =
        spelling.ensemblIDs.sorted().compactMap { rowsOfID[$0] }
        + [rowsOfFoldedName[folded]].compactMap { $0 }
      let joined = candidates.first { rows[$0].panels.isDisjoint(with: spelling.panels) }
      let row = joined ?? rows.count
      if joined == nil { rows.append(Row(spellings: [], panels: [])) }
      rows[row].spellings.append(spelling)
      rows[row].panels.formUnion(spelling.panels)
      for id in spelling.ensemblIDs where rowsOfID[id] == nil { rowsOfID[id] = row }
      if rowsOfFoldedName[folded] == nil { rowsOfFoldedName[folded] = row }
    }
    return rows
  }

  private static func gene(_ row: Row) -> Gene {
    let preferred = row.spellings.min {
      let (left, right) = (EnsemblID.withoutVersion($0.name), EnsemblID.withoutVersion($1.name))
      if (left == nil) != (right == nil) { return left == nil }
      let (leftCount, rightCount) = ($0.panels.count, $1.panels.count)
      return leftCount != rightCount ? leftCount > rightCount : $0.name < $1.name
    }
    let id = row.spellings.flatMap(\.ensemblIDs).min()
    return Gene(name: preferred?.name ?? "", ensemblID: id)
  }
}
