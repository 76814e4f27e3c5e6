/// Which column of a marker table is what.
struct MarkerColumns {
  let cellType: Int?
  let genes: Int?
  let negativeGenes: Int?
  private let species: Int?
  private let weightColumn: Int?
  private let sign: Int?
  private let canonical: Int?
  private let ubiquitousness: Int?

  var isPanglaoDB: Bool { ubiquitousness != nil && canonical != nil }

  init(header: [String], path: String) throws(KnowledgeError) {
    let names = header.map { name in
      String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }
    func column(_ candidates: [String]) -> Int? {
      for candidate in candidates {
        if let index = names.firstIndex(of: candidate) { return index }
      }
      return nil
    }
    cellType = column(["celltype", "cellname", "type", "label", "cluster", "cell", "name"])
    genes = column([
      "officialgenesymbol", "genesymbol", "genesymbolmore1", "gene", "symbol", "marker", "genes",
      "markers", "cellmarker",
    ])
    negativeGenes = column(["genesymbolmore2", "negativegenes", "negativemarkers", "not"])
    species = column(["species", "speciestype", "organism"])
    weightColumn = column(["weight", "score"])
    sign = column(["sign", "direction"])
    canonical = column(["canonicalmarker"])
    ubiquitousness = column(["ubiquitousnessindex"])
    guard cellType != nil else {
      throw KnowledgeError(file: path, reason: .columnMissing("cell types", available: header))
    }
    guard genes != nil else {
      throw KnowledgeError(file: path, reason: .columnMissing("genes", available: header))
    }
  }

  func text(_ row: [String], _ column: Int?) -> String? {
    column.flatMap { row.indices.contains($0) ? row[$0] : nil }
  }

  /// The table's weight, else 1; in PanglaoDB `(1 if canonical else ½)·(1 − ubiquitousness)`.
  func weight(of row: [String], path: String, line: Int) throws(KnowledgeError) -> Double {
    if isPanglaoDB {
      let share = text(row, ubiquitousness).flatMap(Double.init) ?? 0
      let trust = text(row, canonical) == "1" ? 1 : 0.5
      return trust * (1 - min(max(share, 0), 0.9))
    }
    guard let field = text(row, weightColumn), !field.isEmpty else { return 1 }
    guard let weight = Double(field), weight.isFinite, weight > 0 else {
      throw KnowledgeError(
        file: path, line: line, reason: .malformedRow("'\(field)' is no weight above 0"))
    }
    return weight
  }

  func isPositive(_ row: [String]) -> Bool {
    guard let sign = text(row, sign)?.lowercased() else { return true }
    return !["-", "-1", "0", "negative", "neg", "down", "false", "not"].contains(sign)
  }

  func species(of row: [String], symbol: String) -> [Species] {
    let field = text(row, species) ?? ""
    if let one = Species(named: field) { return [one] }
    let named = field.split(separator: " ").compactMap { Species(named: $0) }
    return named.isEmpty ? [Species.convention(of: symbol)] : named
  }
}
