/// Which vocabulary gene each gene of a section is.
public struct GeneMatch: Sendable, Equatable {
  /// How a gene was found in the vocabulary.
  public enum Route: String, Sendable, Equatable, CaseIterable {
    /// Through the table the user gave.
    case table = "gene table"
    /// The same symbol.
    case symbol
    /// The same Ensembl id, versions aside.
    case ensemblID = "Ensembl id"
    /// The same symbol but for upper and lower case, where only one gene on each side can be meant.
    case foldedSymbol = "symbol, case ignored"
  }

  /// The row of the vocabulary of each gene of the section, -1 where there is none, `[genes]`.
  /// No row occurs twice.
  public let rows: [Int32]
  /// How each gene was found, nil where it was not, `[genes]`.
  public let routes: [Route?]
  /// The row that the user's table gives each gene, where another gene of the section has it; else -1, `[genes]`.
  ///
  /// Such a gene is left out: neither its counts nor a place of its own in the vocabulary stand for it.
  public let displacedRows: [Int32]

  /// The section's genes that are in the vocabulary, ascending.
  public var matchedColumns: [Int] { rows.indices.filter { rows[$0] >= 0 } }
  /// The section's genes that are not, ascending.
  public var unmatchedColumns: [Int] { rows.indices.filter { rows[$0] < 0 } }
}

extension GeneVocabulary {
  /// Finds the section's genes: by the table first, then by symbol, by Ensembl id, and last by symbol
  /// without regard to case. A row is given to one gene only, by the first route that leads to it.
  ///
  /// A gene that is measured under the vocabulary's own name keeps its row from those that the table gives that
  /// name; of several that it gives one name, the first of the section has the row. Counts are never summed: probes
  /// of two genes, or two transcripts of one, do not catch equally well, and a model has seen neither sum.
  ///
  /// - Throws: `SectionError` with `speciesMismatch` where both species are known, differ, and no table is given.
  public func match(
    _ section: CellSection, table: GeneTable? = nil
  ) throws(SectionError) -> GeneMatch {
    let isOtherSpecies = species.flatMap { own in section.knownSpecies.map { own != $0 } } ?? false
    if isOtherSpecies, table == nil {
      throw SectionError(
        element: "section \(section.name)",
        reason: .speciesMismatch(
          section: section.knownSpecies?.name ?? "", vocabulary: species?.name ?? ""))
    }
    var matching = GeneMatching(vocabulary: genes, section: section.genes)
    if let table {
      if !isOtherSpecies {
        matching.take(.symbol) { index, gene in
          table.targets(of: gene).isEmpty ? index.rowsOfName[gene.name] : nil
        }
      }
      matching.takeByTable(table)
    }
    // The same symbol in another species is a guess, which the table was given to replace.
    if !isOtherSpecies {
      matching.take(.symbol) { index, gene in index.rowsOfName[gene.name] }
      matching.take(.ensemblID) { index, gene in
        gene.canonicalEnsemblID.flatMap { index.rowsOfID[$0] }
      }
      matching.takeFoldedSymbols()
    }
    return GeneMatch(
      rows: matching.rows, routes: matching.routes, displacedRows: matching.displacedRows)
  }
}

/// Lookups into a vocabulary.
private struct VocabularyIndex {
  var rowsOfName: [String: Int32] = [:]
  /// Only ids that one row alone has.
  var rowsOfID: [String: Int32] = [:]

  init(_ genes: [Gene]) {
    var shared: Set<String> = []
    for (row, gene) in genes.enumerated() {
      rowsOfName[gene.name] = Int32(row)
      guard let id = gene.canonicalEnsemblID else { continue }
      if rowsOfID.updateValue(Int32(row), forKey: id) != nil { shared.insert(id) }
    }
    for id in shared { rowsOfID[id] = nil }
  }

  /// The row that a symbol or an id names.
  func row(of name: String) -> Int32? {
    rowsOfName[name] ?? EnsemblID.withoutVersion(name).flatMap { rowsOfID[$0] }
  }
}

/// A match in the making.
private struct GeneMatching {
  let vocabulary: [Gene]
  let section: [Gene]
  let index: VocabularyIndex
  var rows: [Int32]
  var routes: [GeneMatch.Route?]
  var isTaken: [Bool]
  var displacedRows: [Int32]

  init(vocabulary: [Gene], section: [Gene]) {
    self.vocabulary = vocabulary
    self.section = section
    index = VocabularyIndex(vocabulary)
    rows = Array(repeating: -1, count: section.count)
    routes = Array(repeating: nil, count: section.count)
    isTaken = Array(repeating: false, count: vocabulary.count)
    displacedRows = rows
  }

  /// What the table says of a gene is the last word: a gene whose rows others have is not looked for otherwise.
  mutating func takeByTable(_ table: GeneTable) {
    for (column, gene) in section.enumerated() where rows[column] < 0 {
      let candidates = table.targets(of: gene).compactMap { index.row(of: $0) }
      if let free = candidates.first(where: { !isTaken[Int($0)] }) {
        assign(column, free, .table)
      } else if let taken = candidates.first {
        displacedRows[column] = taken
      }
    }
  }

  mutating func take(_ route: GeneMatch.Route, _ find: (VocabularyIndex, Gene) -> Int32?) {
    for (column, gene) in section.enumerated() where isOpen(column) {
      if let row = find(index, gene) { assign(column, row, route) }
    }
  }

  mutating func takeFoldedSymbols() {
    let open = vocabulary.indices.filter { !isTaken[$0] }
    let rowsOfFolded = Dictionary(grouping: open) { vocabulary[$0].name.lowercased() }
    let left = section.indices.filter(isOpen)
    for (folded, columns) in Dictionary(grouping: left, by: { section[$0].name.lowercased() })
    where columns.count == 1 {
      guard let candidates = rowsOfFolded[folded], candidates.count == 1 else { continue }
      assign(columns[0], Int32(candidates[0]), .foldedSymbol)
    }
  }

  private func isOpen(_ column: Int) -> Bool { rows[column] < 0 && displacedRows[column] < 0 }

  private mutating func assign(_ column: Int, _ row: Int32, _ route: GeneMatch.Route) {
    guard !isTaken[Int(row)] else { return }
    rows[column] = row
    routes[column] = route
    isTaken[Int(row)] = true
  }
}
