import CellKnowledge
import CellSections
import Histoglot

/// Types to look for.
extension SectionKnowledge {
  /// The types that a user named, with commas between or in a file.
  func candidates(named text: String) throws -> [TypeCandidate] {
    completed(try TypeList.types(text), tissue: tissue)
  }

  /// Types with the markers that are known of them.
  ///
  /// - Parameter tissue: decides what names mean that could mean several things; nil is what most of the others belong to.
  func completed(_ types: [TypeCandidate], tissue: Tissue?) -> [TypeCandidate] {
    KnownTypes(store, species: species, tissue: tissue).completed(types)
  }

  /// The broad types of what the section may hold.
  func broadTypes() -> [TypeCandidate] {
    let known = KnownTypes(store, species: species, tissue: nil).slim()
    let possible = Set(store.terms.filter { isPossible($0.tissues) }.map(\.name))
    return known.filter { $0.term.map(possible.contains) ?? false }
  }

  /// The other types that the section holds: none that is a kind of one that is named or of which one that is named is
  /// a kind, none with the same markers on the panel, and none of whose markers more than half were given for one that is
  /// named, since markers of one's own may mean it by any name.
  ///
  /// - Parameters:
  ///   - named: with the markers that are known of them.
  ///   - isGiven: whether a type's markers were given with its name, `[named]`.
  func rivals(
    of named: [TypeCandidate], isGiven: [Bool], in sections: [CellSection], table: GeneTable?
  ) throws -> [TypeCandidate] {
    let own = named.map { markersOnPanel($0.markers) }
    let others = try parted(candidates(of: isPossible), in: sections, table: table).seen
    return others.filter { rival in
      let markers = markersOnPanel(rival.markers)
      return !named.indices.contains { place in
        let type = named[place]
        return type.isKind(of: rival) || rival.isKind(of: type) || markers == own[place]
          || (isGiven[place] && markers.intersection(own[place]).count * 2 > markers.count)
      }
    }
  }

  /// The types that regions of the tissue are known by, and its common classes; of a type and its kinds the kinds.
  ///
  /// Types that the panel cannot tell apart stay: they share their cells, and a share of a share lies in the same places.
  func candidates() -> [TypeCandidate] {
    candidates(of: isWanted)
  }

  private func isPossible(_ tissues: Set<Tissue>) -> Bool {
    !tissues.isDisjoint(with: possibleTissues)
  }

  private func candidates(of isWanted: (Set<Tissue>) -> Bool) -> [TypeCandidate] {
    let company = store.regions.filter { isWanted($0.tissues) }.flatMap(\.cells).compactMap {
      store.resolve($0.phrase, tissue: tissue, species: species).term
    }
    let classes = store.terms.filter { $0.isClass && isWanted($0.tissues) }
    var seen: Set<TermID> = []
    let terms = (company + classes).filter { seen.insert($0.id).inserted }
    let marked = terms.filter {
      !markersOnPanel(store.markers(of: $0, species: species).map(\.symbol)).isEmpty
    }
    let leaves = marked.filter { term in
      !marked.contains { $0.id != term.id && store.isKind($0, of: term) }
    }
    return KnownTypes(store, species: species, tissue: tissue)
      .completed(leaves.map { TypeCandidate(name: $0.name) })
  }

  // MARK: - Types that the section holds

  /// The candidates, parted by whether the section holds them.
  ///
  /// Those are seen whose markers go together, and those of one marker that no other has. A type whose markers tell too
  /// little is taken to be there where another type is seen that lives in parts of the tissue only where it lives too:
  /// where there is one layer of the cortex there are others.
  func candidates(
    seenIn sections: [CellSection], table: GeneTable?
  ) throws -> (seen: [TypeCandidate], unseen: [TypeCandidate]) {
    try parted(candidates(), in: sections, table: table)
  }

  private func parted(
    _ all: [TypeCandidate], in sections: [CellSection], table: GeneTable?
  ) throws -> (seen: [TypeCandidate], unseen: [TypeCandidate]) {
    let findings = try TypePresence(of: all, in: sections, table: table).findings
    let homes = all.map(homes)
    let places = zip(findings, homes).compactMap { finding, home -> Set<String>? in
      if case .seen = finding, !home.isEmpty { home } else { nil }
    }
    func hasCompany(_ type: Int) -> Bool { places.contains { $0.isSubset(of: homes[type]) } }
    var parted: (seen: [TypeCandidate], unseen: [TypeCandidate]) = ([], [])
    for (place, type) in all.enumerated() {
      let isSeen =
        switch findings[place] {
        case .seen: true
        case .oneMarker(_, let isItsOwn): isItsOwn || hasCompany(place)
        case .notSeen, .nothingOfItsOwn, .noMarker: hasCompany(place)
        }
      if isSeen { parted.seen.append(type) } else { parted.unseen.append(type) }
    }
    return parted
  }

  /// The largest regions that there is more of a type in, itself or parts of it.
  private func homes(of type: TypeCandidate) -> Set<String> {
    Set(
      store.regions.filter { region in
        region.cells.contains { cells in
          cells.weight > 0
            && store.resolve(cells.phrase, tissue: tissue, species: species).term?.name == type.term
        }
      }.map(whole))
  }

  private func whole(_ region: TissueRegion) -> String {
    var whole = region
    // Regions are part of one another in no circle, but a store may be anybody's.
    for _ in store.regions {
      guard let next = whole.partOf, let region = store.regions.first(where: { $0.name == next })
      else { break }
      whole = region
    }
    return whole.name
  }
}
