/// Brings terms of several sources together: what has the same id becomes one term.
struct CatalogueBuilder {
  private var terms: [CellTerm] = []
  private var positions: [TermID: Int] = [:]
  var aliases: [TermID: TermID] = [:]
  var orthologues = OrthologueTable()

  /// Adds a term, or what it says to the one that is there: the older name stays, the newer becomes a synonym.
  mutating func add(_ term: CellTerm) {
    guard let position = positions[term.id] else {
      positions[term.id] = terms.count
      terms.append(term)
      return
    }
    var merged = terms[position]
    let known = Set(([merged.name] + merged.synonyms.map(\.text)).map { $0.lowercased() })
    if !known.contains(term.name.lowercased()) {
      merged.synonyms.append(Synonym(term.name, scope: .exact, source: term.source))
    }
    merged.synonyms += term.synonyms.filter { !known.contains($0.text.lowercased()) }
    merged.definitions += term.definitions.filter { !merged.definitions.contains($0) }
    merged.place = merged.place ?? term.place
    merged.parents += term.parents.filter { !merged.parents.contains($0) }
    merged.tissues.formUnion(term.tissues)
    merged.markers += term.markers
    merged.crossReferences += term.crossReferences.filter {
      !merged.crossReferences.contains($0)
    }
    merged.subsets += term.subsets.filter { !merged.subsets.contains($0) }
    merged.isClass = merged.isClass || term.isClass
    terms[position] = merged
  }

  mutating func add(_ table: BuiltInTable) { for term in table.terms { add(term) } }

  /// Adds an ontology's terms. Those without a name are passed over.
  mutating func add(_ ontology: Ontology, source: KnowledgeSource) {
    for found in ontology.terms {
      guard let name = found.name else { continue }
      var term = CellTerm(id: TermID(found.id), name: name, source: source)
      term.definitions = found.definition.map { [Sourced($0, source: source)] } ?? []
      term.synonyms = found.synonyms.map { Synonym($0.text, scope: $0.scope, source: source) }
      term.parents = found.parents.map { TermID($0) }
      term.crossReferences = found.crossReferences
      term.subsets = found.subsets
      term.isObsolete = found.isObsolete
      term.replacement = found.replacedBy.map { TermID($0) }
      add(term)
      for other in found.alternativeIDs { aliases[TermID(other)] = term.id }
    }
  }

  /// Adds one marker to a term that is there.
  mutating func add(_ marker: Marker, to id: TermID) {
    guard let position = positions[id] else { return }
    terms[position].markers.append(marker)
  }

  func contains(_ id: TermID) -> Bool { positions[id] != nil }

  /// The catalogue. A term's parents are those that it has; a lineage that two sources together close to a circle is
  /// cut where the later source closed it. Terms of no tissue get that of their nearest ancestors.
  func catalogue() -> TermCatalogue {
    var terms = terms
    for index in terms.indices {
      let id = terms[index].id
      terms[index].parents.removeAll { positions[$0] == nil || $0 == id }
      var seen: Set<Marker> = []
      terms[index].markers = terms[index].markers.filter { marker in
        var key = marker
        key.weight = 1
        return seen.insert(key).inserted
      }
    }
    while let cycle = Lineage(parents: terms.map { ($0.id, $0.parents) }).cycle {
      // What stands last in a term's parents was added last.
      let edges = zip(cycle, cycle.dropFirst()).compactMap { child, parent in
        positions[child].flatMap { position in
          terms[position].parents.firstIndex(of: parent).map { (position, place: $0) }
        }
      }
      guard let (position, place) = edges.max(by: { ($0.place, $0.0) < ($1.place, $1.0) }) else {
        break
      }
      terms[position].parents.remove(at: place)
    }
    let lineage = Lineage(parents: terms.map { ($0.id, $0.parents) })
    let stated = terms
    for index in terms.indices where terms[index].tissues.isEmpty {
      for ancestor in lineage.ancestors(of: terms[index].id) {
        guard let position = positions[ancestor], !stated[position].tissues.isEmpty else {
          continue
        }
        // "cell" itself, at home everywhere, says nothing.
        if stated[position].tissues.count < Tissue.allCases.count {
          terms[index].tissues = stated[position].tissues
        }
        break
      }
    }
    var aliases = aliases
    for term in terms where term.isObsolete {
      if let replacement = term.replacement, positions[replacement] != nil {
        aliases[term.id] = replacement
      }
    }
    return TermCatalogue(terms: terms, aliases: aliases)
  }
}
