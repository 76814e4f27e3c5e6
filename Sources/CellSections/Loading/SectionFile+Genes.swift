import AnnDataFiles

extension SectionFile {
  /// `var` columns where files keep gene ids, and symbols beside ids.
  private static let idColumns = [
    "gene_ids", "gene_id", "ensembl_id", "ensembl_ids", "ensembl", "Ensembl", "ENSEMBL",
    "feature_id", "id",
  ]
  private static let symbolColumns = [
    "feature_name", "gene_symbols", "gene_symbol", "gene_name", "gene_names", "symbol", "name",
  ]

  /// The genes of the matrix that holds counts, which are those of `raw` where it is `raw`.
  ///
  /// Where `var_names` are Ensembl ids and a column has symbols, the symbols name the genes.
  func readGenes(of location: MatrixLocation, _ notes: inout [String]) throws -> [Gene] {
    let names: [String]
    let column: (String) throws -> Column?
    if location == .raw {
      let table = try contents.rawGenes()
      names = table?.rowNames ?? []
      column = { table?[$0] }
    } else {
      names = try contents.rowNames(of: .var)
      column = { [contents] in try contents.column($0, of: .var) }
    }
    let duplicates = names.duplicates
    if !duplicates.isEmpty { throw error("var_names", .duplicateGenes(duplicates)) }
    let ids = names.map(EnsemblID.withoutVersion)
    if 2 * ids.count(where: { $0 != nil }) > names.count {
      return try genes(ids: ids, names, column, &notes)
    }
    for key in Self.idColumns {
      guard let texts = try column(key)?.texts, texts.count == names.count else { continue }
      let ids = texts.map { $0.flatMap(EnsemblID.withoutVersion) }
      if ids.contains(where: { $0 != nil }) {
        return zip(names, ids).map { Gene(name: $0, ensemblID: $1) }
      }
    }
    return names.map { Gene(name: $0) }
  }

  private func genes(
    ids: [String?], _ names: [String], _ column: (String) throws -> Column?,
    _ notes: inout [String]
  ) throws -> [Gene] {
    for key in Self.symbolColumns {
      guard let texts = try column(key)?.texts, texts.count == names.count else { continue }
      let symbols = zip(texts, names).map { text, name in
        text.flatMap { $0.isEmpty ? nil : $0 } ?? name
      }
      let shared = Set(symbols.duplicates)
      notes.append("genes are named by var['\(key)'], their var_names being Ensembl ids")
      return zip(symbols, zip(names, ids)).map { symbol, gene in
        Gene(name: shared.contains(symbol) ? gene.0 : symbol, ensemblID: gene.1)
      }
    }
    return zip(names, ids).map { Gene(name: $0, ensemblID: $1) }
  }
}

extension [String] {
  /// Those that occur more than once, each once, in order of appearance.
  package var duplicates: [String] {
    var counts: [String: Int] = [:]
    for text in self { counts[text, default: 0] += 1 }
    var named: Set<String> = []
    return filter { counts[$0, default: 0] > 1 && named.insert($0).inserted }
  }
}
