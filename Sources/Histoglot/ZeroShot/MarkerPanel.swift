import CellSections

/// Which genes of a panel speak for and against each of the types that are asked for.
public struct MarkerPanel: Sendable, Equatable {
  /// The types, all of them, in the order they were asked for.
  public let candidates: [TypeCandidate]
  /// The columns of each type's markers on the panel, ascending, `[types]`.
  public let markers: [[Int]]
  /// The columns of its negative markers, `[types]`.
  public let negativeMarkers: [[Int]]
  /// The other types of each type with which it shares no marker: its opposing classes, `[types]`.
  public let opposing: [[Int]]

  /// Looks markers up by symbol, by Ensembl id, by what the gene table says of a gene, and last without regard to
  /// case where one gene only can be meant.
  public init(_ candidates: [TypeCandidate], genes: [Gene], table: GeneTable? = nil) {
    let index = GeneNames(genes, table: table)
    let markers = candidates.map { index.columns(of: $0.markers) }
    self.candidates = candidates
    self.markers = markers
    negativeMarkers = zip(candidates, markers).map { candidate, own in
      index.columns(of: candidate.negativeMarkers).filter { !own.contains($0) }
    }
    var typesOfGene = [[Int]](repeating: [], count: genes.count)
    for (type, own) in markers.enumerated() {
      for gene in own { typesOfGene[gene].append(type) }
    }
    let marked = markers.indices.filter { !markers[$0].isEmpty }
    opposing = markers.enumerated().map { type, own in
      if own.isEmpty { return [] }
      var isKin = Set([type])
      for gene in own { isKin.formUnion(typesOfGene[gene]) }
      return marked.filter { !isKin.contains($0) }
    }
  }

  /// The types that have a marker on the panel.
  public var marked: [Int] { markers.indices.filter { !markers[$0].isEmpty } }

  /// How much each marker of each type counts, `n_g^-power` with n_g types that share it, summing to 1 for a type.
  func weights(specificity power: Double) -> [[Double]] {
    var sharing: [Int: Double] = [:]
    for gene in markers.joined() { sharing[gene, default: 0] += 1 }
    return markers.map { own in
      let raw = own.map { exponential(-power * logarithm(sharing[$0] ?? 1)) }
      let sum = raw.reduce(0, +)
      return raw.map { $0 / sum }
    }
  }
}

/// Finds the column of a gene by any of its names.
private struct GeneNames {
  private var columns: [String: Int] = [:]
  /// nil where several genes would be meant.
  private var foldedColumns: [String: Int?] = [:]

  init(_ genes: [Gene], table: GeneTable?) {
    for (column, gene) in genes.enumerated() {
      let others = (table?.targets(of: gene) ?? []) + [gene.ensemblID].compactMap { $0 }
      for name in [gene.name] + others {
        if columns[name] == nil { columns[name] = column }
        let folded = name.lowercased()
        if let known = foldedColumns[folded], known != column {
          foldedColumns[folded] = .some(nil)
        } else {
          foldedColumns[folded] = column
        }
      }
    }
  }

  func columns(of names: [String]) -> [Int] {
    Set(names.compactMap { columns[$0] ?? (foldedColumns[$0.lowercased()] ?? nil) }).sorted()
  }
}
