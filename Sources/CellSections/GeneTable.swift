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
