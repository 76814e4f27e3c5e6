import CellSections

/// Finds out what a query means in a section: by name first, then by meaning, and else not at all.
struct QueryInterpreter {
  let knowledge: any QueryKnowledge
  let cells: CellResolver
  let genes: [String]
  /// nil without a text encoder: names alone are then understood.
  let sentences: SentenceVectors?
  /// Whether words can be compared with cells directly.
  let hasVectors: Bool
  let options: QueryOptions

  /// More terms than anybody means.
  static let mostTerms = 12

  func callAsFunction(_ typed: String) throws -> QueryInterpretation {
    let text = try QueryText(typed)
    let parser = QueryParser(
      gene: gene, isKnown: isKnown, isType: isType, isPlace: isPlace, isMarker: isMarker)
    let terms = parser.terms(of: text)
    guard terms.count <= Self.mostTerms else {
      throw QueryError(
        place: "the query", reason: .tooManyTerms(terms.count, most: Self.mostTerms))
    }
    return QueryInterpretation(
      text: text.text,
      terms: try terms.map { term in
        let near = try term.near.map(meaning)
        if case .anything = term.subject, near == nil {
          return QueryInterpretation.Term(
            meaning: .unknown(unknown(text.text, .nothingKnown, [])), isNegated: term.isNegated)
        }
        return QueryInterpretation.Term(
          meaning: try meaning(term.subject), isNegated: term.isNegated, near: near,
          note: note(term))
      })
  }

  // MARK: - Genes

  /// A certain gene is found without regard to case; a word alone must be written as the panel has it, or hold a digit
  /// or be all capitals, lest "not" and "impact" be genes.
  private func gene(_ word: String, isCertain: Bool) -> String? {
    if let exact = genes.first(where: { $0 == word }), isCertain || word.count > 1 { return exact }
    return Self.isTold(word, isCertain)
      ? genes.first { $0.lowercased() == word.lowercased() } : nil
  }

  private static func isTold(_ word: String, _ isCertain: Bool) -> Bool {
    isCertain || word.contains(where: \.isNumber) || (word.count > 2 && word == word.uppercased())
  }

  /// The same for genes that the panel may lack.
  private func isMarker(_ word: String, isCertain: Bool) -> Bool {
    guard let marker = knowledge.markers[word.lowercased()] else { return false }
    return Self.isTold(word, isCertain) || marker.symbol == word && word.count > 2
  }

  /// A gene that is not measured: what it is the sign of may be asked for, or a gene of about its name.
  private func missing(_ gene: String) throws -> UnknownWords {
    let kinds = try (knowledge.markers[gene.lowercased()]?.cells ?? []).compactMap {
      try knowledge.cell(named: $0)
    }.filter { kind in
      cells.cells(of: kind, words: kind.name, recognition: .name).map { !$0.isBroader } ?? false
    }
    // Of a kind of cell and what it is a kind of, the gene tells the kind.
    let marked = kinds.filter { kind in !kinds.contains { $0.lineage.contains(kind.name) } }
      .map(\.name).withoutRepeats
    return UnknownWords(
      words: gene, reason: .geneNotMeasured(marks: Array(marked.prefix(3))),
      nearest: NameSimilarity.nearest(gene, among: genes, count: 3, least: Self.leastGeneLikeness))
  }

  /// Symbols less alike are other genes.
  private static let leastGeneLikeness = 0.5

  /// What is said of a word that is both a gene's name and one of cells.
  private func note(_ term: QueryTerm) -> String? {
    if let words = term.notUsed {
      return "the distance of '\(words)' is not used, it means near"
    }
    return switch term.subject {
    case .gene(let name, true) where isKnown(name): "for cells of that name ask for '\(name) cells'"
    case .phrase(let words) where isType(words) && genes.contains(words):
      "for the gene of that name ask for 'high \(words)'"
    default: nil
    }
  }

  // MARK: - Phrases

  private func isType(_ phrase: String) -> Bool {
    cells.types.contains { $0.name.lowercased() == phrase.lowercased() }
  }

  private func isPlace(_ phrase: String) -> Bool {
    guard phrase.utf8.count <= 100, !QueryWords.isOfGrammar(phrase) else { return false }
    return (try? knowledge.region(named: phrase)) ?? nil != nil
  }

  /// A broken store answers when the words are looked up in earnest.
  func isKnown(_ phrase: String) -> Bool {
    guard phrase.utf8.count <= 100 else { return false }
    if isType(phrase) { return true }
    if QueryWords.isOfGrammar(phrase) { return false }
    return (try? knowledge.region(named: phrase)) ?? nil != nil
      || (try? knowledge.cell(named: phrase)) ?? nil != nil
  }

  private func meaning(_ subject: QuerySubject) throws -> QueryMeaning {
    switch subject {
    case .anything: return .anything
    case .gene(let name, let isHigh): return .gene(name, isHigh: isHigh)
    case .missingGene(let word): return .unknown(try missing(word))
    case .phrase(let words): return try meaning(words)
    case .anyOf(let parts): return .anyOf(try parts.map(meaning))
    case .tooIntricate(let words): return .unknown(unknown(words, .tooIntricate, []))
    }
  }

  private func meaning(_ words: String) throws -> QueryMeaning {
    switch options.method {
    case .likeness where hasVectors: return .likeness(words: words)
    default: break
    }
    if let own = cells.types.first(where: { $0.name.lowercased() == words.lowercased() }),
      let meant = try cells.cells(named: own.name)
    {
      return .cells(meant)
    }
    var known: String?
    if let region = try knowledge.region(named: words) {
      if try !isNotShown(region),
        var meant = try cells.region(region, words: words, recognition: .name)
      {
        meant.alike = try cells.regions(alike: meant, among: knowledge.allRegions())
        return .region(meant)
      }
      known = region.name
    }
    if let meant = try cells.cells(named: words) {
      guard meant.isBroader else { return .cells(meant) }
      // The whole of a broad type is no answer to who asks for a part of it.
      return .unknown(
        UnknownWords(
          words: words, reason: .onlyBroader(known: meant.known ?? words), nearest: meant.types))
    }
    known = try known ?? knowledge.cell(named: words)?.name
    if let known {
      return .unknown(try unknown(words, .cellsNotHere(known: known), answerable()))
    }
    if let place = try elsewhere(words) {
      return .unknown(
        UnknownWords(words: words, reason: .ofOtherTissue(known: place), nearest: []))
    }
    if let place = try unknownPlace(words) {
      return .unknown(unknown(place, .nothingKnown, []))
    }
    return try byMeaning(words)
  }

  // MARK: - What else could be asked

  /// Names of regions and types that the section can be asked for.
  func answerable() throws -> [String] {
    let regions = try knowledge.allRegions().filter {
      try cells.region($0, words: $0.name, recognition: .name) != nil && !isNotShown($0)
    }
    return (regions.map(\.name) + cells.types.map(\.name)).withoutRepeats
  }

  func unknown(
    _ words: String, _ reason: UnknownWords.Reason, _ names: [String]
  ) -> UnknownWords {
    UnknownWords(
      words: words, reason: reason,
      nearest: NameSimilarity.nearest(words, among: names, count: 3, least: 0.2))
  }
}
