/// A species by its scientific name, however a file spells it.
public struct Species: Sendable, Hashable, CustomStringConvertible {
  /// The scientific name, such as `Mus musculus`, or the text as it stands where it is not known.
  public let name: String

  public static let human = Species("Homo sapiens")
  public static let mouse = Species("Mus musculus")
  public static let rat = Species("Rattus norvegicus")

  /// Takes scientific and common names, Ensembl's short names and NCBI taxonomy ids, in any case.
  public init(_ text: String) {
    let folded = text.lowercased().filter { $0.isLetter || $0.isNumber }
    switch folded {
    case "human", "homosapiens", "hsapiens", "ncbitaxon9606", "9606": name = "Homo sapiens"
    case "mouse", "musmusculus", "mmusculus", "ncbitaxon10090", "10090": name = "Mus musculus"
    case "rat", "rattusnorvegicus", "rnorvegicus", "ncbitaxon10116", "10116":
      name = "Rattus norvegicus"
    default: name = text
    }
  }

  public var description: String { name }

  public static func == (left: Species, right: Species) -> Bool {
    left.name.lowercased() == right.name.lowercased()
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(name.lowercased()) }
}

extension CellSection {
  /// The species the file names, else the one that most Ensembl ids belong to, else nil.
  public var knownSpecies: Species? {
    if let species { return Species(species) }
    let named = genes.compactMap { $0.canonicalEnsemblID.flatMap(EnsemblID.species(of:)) }
    return [.human, .mouse, .rat].first { species in
      2 * named.count { $0 == species } > max(named.count, 1)
    }
  }
}
