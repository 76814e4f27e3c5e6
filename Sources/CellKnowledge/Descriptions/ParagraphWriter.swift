/// Writes descriptions from what a store knows, by a template.
struct ParagraphWriter {
  let store: KnowledgeStore
  let options: ParagraphOptions

  func paragraph(for term: CellTerm) -> Paragraph {
    let sentences = [
      definition(of: term), place(of: term), lineage(of: term), synonyms(of: term),
      markers(of: term),
    ]
    return Paragraph(term: term.id, sentences: sentences.compactMap { $0 })
  }

  private typealias Sentence = Paragraph.Sentence

  /// "Oligodendrocyte: a glial cell that wraps axons in insulating myelin." The built-in definition, else another's;
  /// without places, one that names none, else only what the cell is called.
  private func definition(of term: CellTerm) -> Sentence {
    let name = subject(of: term)
    let usable = term.definitions.filter {
      options.includesPlaces || $0.source == .builtIn || !PlaceWords.areIn($0.fact)
    }
    guard let found = usable.first else {
      return Sentence(
        text: name.capitalizedFirst + ".", topic: .definition, sources: [term.source])
    }
    return Sentence(
      text: "\(name.capitalizedFirst): \(found.fact.loweredFirst.closed)", topic: .definition,
      sources: [found.source])
  }

  /// The term's name; where places are left out and the name holds one, the nearest ancestor's that holds none.
  private func subject(of term: CellTerm) -> String {
    guard !options.includesPlaces, PlaceWords.areIn(term.name) else { return term.name }
    return store.ancestors(of: term).first { !PlaceWords.areIn($0.name) }?.name ?? "cell"
  }

  private func place(of term: CellTerm) -> Sentence? {
    guard options.includesPlaces, let place = term.place else { return nil }
    return Sentence(
      text: "It is found \(place.fact).", topic: .place, sources: [place.source])
  }

  private func lineage(of term: CellTerm) -> Sentence? {
    guard options.includesLineage else { return nil }
    // One line up, by the first parent, which is the built-in table's where it has one; "cell" says nothing.
    var line: [CellTerm] = []
    var current = term
    while line.count < 3, let parent = store.parents(of: current).first, parent.name != "cell" {
      line.append(parent)
      current = parent
    }
    if !options.includesPlaces { line.removeAll { PlaceWords.areIn($0.name) } }
    guard !line.isEmpty else { return nil }
    let kinds = line.map { "\($0.name.article) \($0.name)" }
    var seen: Set<KnowledgeSource> = []
    return Sentence(
      text: "It is a kind of \(line[0].name)"
        + kinds.dropFirst().map { ", which is \($0)" }.joined() + ".",
      topic: .lineage, sources: line.map(\.source).filter { seen.insert($0).inserted })
  }

  private func synonyms(of term: CellTerm) -> Sentence? {
    guard options.includesSynonyms else { return nil }
    let name = LabelWords(term.name).key
    var seen: Set<String> = [name]
    let usable = term.synonyms.filter {
      $0.scope == .exact && (options.includesPlaces || !PlaceWords.areIn($0.text))
        && seen.insert(LabelWords($0.text).key).inserted
    }.prefix(options.synonymLimit)
    guard !usable.isEmpty else { return nil }
    var sources: Set<KnowledgeSource> = []
    return Sentence(
      text: "It is also called \(usable.map(\.text).listed(with: "or")).", topic: .synonyms,
      sources: usable.map(\.source).filter { sources.insert($0).inserted })
  }

  private func markers(of term: CellTerm) -> Sentence? {
    guard options.includesMarkers else { return nil }
    let genes = store.markers(
      of: term, species: options.species, limit: options.markerLimit)
    guard !genes.isEmpty else { return nil }
    var sources: Set<KnowledgeSource> = []
    return Sentence(
      text: "It expresses \(genes.map(\.symbol).listed(with: "and")).", topic: .markers,
      sources: genes.flatMap(\.sources).filter { sources.insert($0).inserted })
  }
}

extension KnowledgeStore {
  /// A description of a cell type: what it is, where, what it is a kind of, how else it is called, which genes it
  /// expresses. Written by a template from the store's facts; every sentence names its sources.
  public func paragraph(
    for term: CellTerm, options: ParagraphOptions = ParagraphOptions()
  ) -> Paragraph {
    ParagraphWriter(store: self, options: options).paragraph(for: term)
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  /// With a small first letter, unless the first word is an abbreviation: "CD4 …" stays.
  var loweredFirst: String {
    let second = dropFirst().first
    return second.map { $0.isUppercase || $0.isNumber } ?? false
      ? self : prefix(1).lowercased() + dropFirst()
  }

  /// With a full stop at its end.
  var closed: String {
    let text = trimmed
    return text.hasSuffix(".") ? text : text + "."
  }

  var article: String {
    first.map { "aeiouAEIOU".contains($0) } ?? false ? "an" : "a"
  }
}

extension Collection where Element == String {
  /// `a`, `a or b`, `a, b or c`.
  func listed(with word: String) -> String {
    let names = Array(self)
    guard names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " \(word) " + (names.last ?? "")
  }
}
