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
    let parser = QueryParser(gene: gene, isKnown: isKnown, isType: isType)
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
          note: note(term.subject))
      })
  }

  // MARK: - Genes

  /// A certain gene is found without regard to case; a word alone must be written as the panel has it, or hold a digit
  /// or be all capitals, lest "not" and "impact" be genes.
  private func gene(_ word: String, isCertain: Bool) -> String? {
    if let exact = genes.first(where: { $0 == word }), isCertain || word.count > 1 { return exact }
    let isTold =
      isCertain || word.contains(where: \.isNumber) || (word.count > 2 && word == word.uppercased())
    return isTold ? genes.first { $0.lowercased() == word.lowercased() } : nil
  }

  /// What is said of a word that is both a gene's name and one of cells.
  private func note(_ subject: QuerySubject) -> String? {
    switch subject {
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

  /// A broken store answers when the words are looked up in earnest.
  private func isKnown(_ phrase: String) -> Bool {
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
    case .missingGene(let word): return .unknown(unknown(word, .geneNotMeasured, genes))
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
      if var meant = try cells.region(region, words: words, recognition: .name) {
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
    return try byMeaning(words)
  }

  /// What words could mean.
  private enum Target: Sendable {
    case region(MeantRegion)
    case cells(MeantCells)

    var name: String {
      switch self {
      case .region(let region): region.name
      case .cells(let cells): cells.known ?? cells.words
      }
    }

    /// Whether words are its full name, in singular or plural, and no short form of it.
    func isCalled(_ words: String) -> Bool {
      let (own, name) = (words.lowercased(), self.name.lowercased())
      return own.count > 2 && (own == name || own == name + "s" || own + "s" == name)
    }

    /// Whether the same cells stand for both, as for a kind of cell and the only type that is of it.
    func isAlike(_ other: Target) -> Bool {
      switch (self, other) {
      case (.region(let own), .region(let other)): own.company == other.company
      case (.cells(let own), .cells(let other)): own.types == other.types
      default: false
      }
    }

    func meaning(_ words: String, _ recognition: Recognition) -> QueryMeaning {
      switch self {
      case .region(var region):
        (region.words, region.recognition) = (words, recognition)
        return .region(region)
      case .cells(var cells):
        (cells.words, cells.recognition) = (words, recognition)
        return .cells(cells)
      }
    }
  }

  private func byMeaning(_ words: String) throws -> QueryMeaning {
    guard let sentences else {
      return try byNameInside(words)
        ?? .unknown(unknown(words, .nothingKnown, try answerable()))
    }
    let all = try index().ranked(LayerNumerals.inFigures(words), by: sentences)
    let ranked = all.filter { LayerNumerals.allow($0.target.name, for: words) }
    guard let best = ranked.first, best.cosine >= options.leastCosine else {
      if let meant = try byNameInside(words) { return meant }
      if hasVectors, let best = ranked.first, best.cosine >= options.leastLikeness {
        return .likeness(words: words)
      }
      let nearest = all.prefix(3).map { $0.target.name }
      return .unknown(UnknownWords(words: words, reason: .nothingKnown, nearest: nearest))
    }
    // softmax(cosine / scale) over the nearest.
    var likely: [(target: Target, cosine: Double, odds: Double)] = []
    for (target, cosine) in ranked where cosine >= options.leastCosine {
      let odds = exponential((cosine - best.cosine) / options.cosineScale)
      if odds < options.leastAlternative || likely.count == options.mostAlternatives { break }
      if likely.contains(where: { $0.target.isAlike(target) }) { continue }
      likely.append((target, cosine, odds))
    }
    let total = likely.reduce(0) { $0 + $1.odds }
    let meant = likely.map {
      MeantAlternative(
        meaning: $0.target.meaning(words, .meaning(cosine: $0.cosine)), weight: $0.odds / total)
    }
    return meant.count == 1 ? meant[0].meaning : .oneOf(meant)
  }

  /// What the longest name among the words means, the first of the longest; nil where there is none.
  ///
  /// Words of grammar name nothing. A short form counts only as it is written ("IN", not "in") and where it is at least
  /// half of what is said; a full name always does.
  private func byNameInside(_ words: String) throws -> QueryMeaning? {
    let parts = words.split(separator: " ").filter { $0 != "," }
    for length in stride(from: parts.count - 1, to: 0, by: -1) {
      for start in 0...(parts.count - length) {
        let name = parts[start..<start + length].joined(separator: " ")
        let own = parts[start..<start + length].filter { Self.isContent($0) }
        guard let first = own.first, let last = own.last, first == parts[start],
          last == parts[start + length - 1], isKnown(name), let target = try named(name),
          LayerNumerals.allow(target.name, for: words)
        else { continue }
        let isFair = 2 * own.count >= parts.count(where: { Self.isContent($0) })
        let isFull = target.isCalled(name) || own.contains { $0.count > Self.longestShortForm }
        guard isFull || isFair && name == name.uppercased() else { continue }
        return target.meaning(words, .nameInside(name))
      }
    }
    return nil
  }

  /// Abbreviations have no more letters in a word.
  private static let longestShortForm = 4

  private static func isContent(_ word: Substring) -> Bool {
    !QueryWords.isOfGrammar(String(word))
  }

  private func named(_ name: String) throws -> Target? {
    if let region = try knowledge.region(named: name),
      let meant = try cells.region(region, words: name, recognition: .name)
    {
      return .region(meant)
    }
    return try cells.cells(named: name).flatMap { $0.isBroader ? nil : .cells($0) }
  }

  /// All that the section could be asked for, with what is said of it.
  private func index() throws -> MeaningIndex<Target> {
    var index = MeaningIndex<Target>()
    for region in try knowledge.allRegions() {
      guard let meant = try cells.region(region, words: region.name, recognition: .name) else {
        continue
      }
      let sentence = region.definition.map { "\(region.name): \($0)" } ?? region.name
      index.add(
        .region(meant),
        texts: [sentence, ([region.name] + region.synonyms).joined(separator: ", ")])
    }
    for kind in try knowledge.allCells() {
      guard let meant = cells.cells(of: kind, words: kind.name, recognition: .name),
        !meant.isBroader, let definition = kind.definition
      else { continue }
      index.add(.cells(meant), texts: ["\(kind.name): \(definition)"])
    }
    for (type, kind) in zip(cells.types, cells.kinds) where kind == nil || type.text != type.name {
      let meant = MeantCells(
        words: type.name, known: kind?.name, recognition: .name, types: [type.name],
        isBroader: false)
      index.add(.cells(meant), texts: [type.text])
    }
    return index
  }

  // MARK: - What else could be asked

  /// Names of regions and types that the section can be asked for.
  private func answerable() throws -> [String] {
    let regions = try knowledge.allRegions().filter {
      try cells.region($0, words: $0.name, recognition: .name) != nil
    }
    return regions.map(\.name) + cells.types.map(\.name)
  }

  private func unknown(
    _ words: String, _ reason: UnknownWords.Reason, _ names: [String]
  ) -> UnknownWords {
    UnknownWords(
      words: words, reason: reason,
      nearest: NameSimilarity.nearest(words, among: names, count: 3, least: 0.2))
  }
}
