import CellKnowledge
import CellSections
import Histoglot

/// The types that sections are searched for, and those that compete with them.
struct SoughtTypes {
  var candidates: [TypeCandidate]
  /// Types that the tissue may hold and that no cell is called by.
  var rivals: [TypeCandidate]
  /// What the user is told before anything is searched, a line each.
  var notes: [String] = []

  /// The types that a user named.
  ///
  /// - Parameters:
  ///   - seen: what a model calls types that it has learned, which are no rivals either.
  ///   - isAll: whether they are all there are.
  init(
    named text: String, seen: [String], _ known: SectionKnowledge, tissue: Tissue?,
    in sections: [CellSection],
    table: GeneTable?, isAll: Bool
  ) throws {
    let named = try TypeList.types(text)
    candidates = known.completed(named, tissue: tissue)
    let learned = known.completed(seen.map { TypeCandidate(name: $0) }, tissue: tissue)
    rivals =
      isAll
      ? []
      : try known.rivals(
        of: candidates + learned,
        isGiven: named.map { !$0.markers.isEmpty } + seen.map { _ in false }, in: sections,
        table: table)
  }

  /// The broad types of the tissue that the sections hold.
  ///
  /// A type with one marker on the panel is no label, since anything may hold a gene, but competes for cells.
  /// - Parameter isAll: whether these are all there are.
  init(
    broadTypesOf known: SectionKnowledge, in sections: [CellSection], table: GeneTable?,
    isAll: Bool
  ) throws {
    let broad = known.broadTypes()
    let presence = try TypePresence(of: broad, in: sections, table: table)
    var single: [(name: String, marker: String)] = []
    var (unseen, unequalled): ([String], [String]) = ([], [])
    candidates = []
    rivals = []
    for (type, finding) in zip(broad, presence.findings) {
      switch finding {
      case .seen, .noMarker: candidates.append(type)
      case .oneMarker(let marker, _):
        single.append((type.name, marker))
        if !isAll { rivals.append(type) }
      case .notSeen: unseen.append(type.name)
      case .nothingOfItsOwn: unequalled.append(type.name)
      }
    }
    if !single.isEmpty {
      notes.append(
        "not looked for, since one marker alone is on the panel: \(single.map { "\($0.name) (\($0.marker))" }.listed(40)); name them with --types to look for them all the same"
      )
    }
    if !unseen.isEmpty {
      notes.append(
        "not seen in this section, since their markers do not go together: \(unseen.listed(40))")
    }
    if !unequalled.isEmpty {
      notes.append(
        "not looked for, since each of their markers on the panel is another type's too: \(unequalled.listed(40))"
      )
    }
  }
}

extension SectionKnowledge {
  /// Which tissue was inferred, and what to do about it, in a line.
  var inferredTissue: String {
    if let doubt {
      let (name, cells) = (doubt.tissue.rawValue, doubt.cells)
      return
        "tissue: not clear: the panel has markers of \(name) cells most, but of the \(cells.notSeen.count + cells.seen.count) broad types of \(name) alone that it could show \(cells.notSeen.count) are not seen (\(cells.notSeen.listed(6))), so that it is taken for any but \(name); --tissue \(name) says otherwise"
    }
    return tissue.map {
      "tissue: \($0 == .brain ? $0.rawValue : "any but brain"), since cells express the markers of \($0.rawValue) cells most; --tissue says otherwise"
    }
      ?? "tissue: not clear from the markers that cells express, so that any is possible; name one with --tissue"
  }
}
