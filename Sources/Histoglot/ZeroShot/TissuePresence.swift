import CellKnowledge
import CellSections

/// Whether sections hold the cells of a tissue whose markers their panel has.
///
/// A panel that was made for the brain has its markers wherever it is laid, on the pituitary gland too. So the broad types
/// that live in this tissue alone and have markers enough on the panel are looked for (`TypePresence`): where most of them
/// are not seen, the sections are hardly of it.
public struct TissuePresence: Sendable, Equatable {
  /// Broad types of this tissue alone whose markers go together.
  public let seen: [String]
  /// Those whose markers do not, though the panel has two or more of their own.
  public let notSeen: [String]

  /// Fewer types than this say nothing of a tissue.
  static let fewestTypes = 3

  /// Whether most of the types that should be there are not.
  public var isDoubtful: Bool {
    seen.count + notSeen.count >= Self.fewestTypes && notSeen.count > seen.count
  }

  /// - Parameter table: other names of the sections' genes.
  /// - Throws: `ZeroShotError` where sections cannot be pooled.
  public init(
    of tissue: Tissue, in sections: [CellSection], _ store: KnowledgeStore,
    species: CellKnowledge.Species, table: GeneTable? = nil
  ) throws {
    let broad = KnownTypes(store, species: species, tissue: tissue).slim()
    let findings = try TypePresence(of: broad, in: sections, table: table).findings
    let own = Set(store.terms.filter { $0.tissues == [tissue] }.map(\.name))
    var (seen, notSeen): ([String], [String]) = ([], [])
    for (type, finding) in zip(broad, findings) {
      guard let name = type.term, own.contains(name) else { continue }
      switch finding {
      case .seen: seen.append(name)
      case .notSeen: notSeen.append(name)
      case .nothingOfItsOwn, .oneMarker, .noMarker: break
      }
    }
    (self.seen, self.notSeen) = (seen, notSeen)
  }
}
