/// Other names of genes, which the user gives: ids of another kind, or orthologues of another species.
public struct GeneTable: Sendable, Equatable {
  /// What each name stands for, in the order of the table; several where it says so more than once.
  private let targetsOfName: [String: [String]]

  /// How many names it maps.
  public var count: Int { targetsOfName.count }

  public init(pairs: [(from: String, to: String)]) {
    var targets: [String: [String]] = [:]
    for (from, to) in pairs where !from.isEmpty && !to.isEmpty {
      if targets[from]?.contains(to) != true { targets[from, default: []].append(to) }
    }
    targetsOfName = targets
  }

  /// Reads a table with the columns `from` and `to`, separated by commas or tabs; other columns are ignored.
  ///
  /// - Throws: `SectionError` with `geneTableColumns` or `malformedTable`.
  public init(path: String) throws(SectionError) {
    do {
      var first = DelimitedReader(try ByteChunks(file: path))
      let isTabbed = try first.next() && first.row.count == 1 && first.row[0].contains("\t")
      var table = try DelimitedTable(ByteChunks(file: path), separator: isTabbed ? "\t" : ",")
      guard let from = table.place("from"), let to = table.place("to") else {
        throw SectionError(file: path, reason: .geneTableColumns(found: table.columns))
      }
      var pairs: [(from: String, to: String)] = []
      while try table.next() { pairs.append((table.row[from], table.row[to])) }
      self.init(pairs: pairs)
    } catch let error as SectionError {
      throw error
    } catch let error as DelimitedTextError {
      throw SectionError(
        file: path, element: "line \(error.line)", reason: .malformedTable("\(error.reason)"))
    } catch {
      throw SectionError(file: path, reason: .malformedTable("the file cannot be read"))
    }
  }

  /// What a gene stands for: by its name, else by its Ensembl id without version; empty where the table does not say.
  public func targets(of gene: Gene) -> [String] {
    targetsOfName[gene.name]
      ?? gene.canonicalEnsemblID.flatMap { targetsOfName[$0] } ?? []
  }

  /// The gene under its first other name, or as it is where the table does not say.
  func renamed(_ gene: Gene) -> Gene {
    guard let target = targets(of: gene).first else { return gene }
    return Gene(name: target, ensemblID: EnsemblID.withoutVersion(target))
  }
}
