/// The ways to look a label up in an index of names, the surest first.
struct LabelSearch {
  /// Entries that were found, and how.
  struct Finding {
    var entries: [NameIndex.Entry]
    var match: LabelResolution.Match
    var confidence: Double
    var unaccounted: [String] = []
  }

  let index: NameIndex
  /// Symbols of genes, in lower case.
  let genes: Set<String>

  /// The label as it stands.
  func whole(_ label: String) -> Finding? {
    let entries = index.entries(whole: label)
    guard let best = entries.map(\.kind).min() else { return nil }
    let (match, confidence): (LabelResolution.Match, Double) =
      switch best {
      case .name: (.name, 1)
      case .synonym: (.synonym, 0.98)
      case .abbreviation: (.abbreviation, 0.95)
      }
    return Finding(
      entries: entries.filter { $0.kind == best }, match: match, confidence: confidence)
  }

  /// The label by its words, then with less and less of them.
  func byWords(_ label: String) -> Finding? {
    let words = index.words(label)
    guard !words.isEmpty else { return nil }
    if !words.numbers.isEmpty {
      let entries = index.entries(numberedKey: words.numberedKey)
      if !entries.isEmpty { return Finding(entries: entries, match: .normalised, confidence: 0.9) }
    }
    let isNumbered = !words.numbers.isEmpty
    let entries = index.entries(key: words.key)
    if !entries.isEmpty {
      return Finding(
        entries: entries, match: isNumbered ? .numbered : .normalised,
        confidence: isNumbered ? 0.85 : 0.9, unaccounted: words.numbers)
    }
    // A label that denies something means none of the things that it names.
    guard words.words.allSatisfy({ !Spelling.negations.contains($0) }) else { return nil }
    return bySubtypeNumbers(words) ?? byLongWords(words) ?? byStates(words)
      ?? byGenes(words, isDotted: label.contains(".") && !label.contains(" "))
  }

  /// `Astro2`: digits at the end of words that are no genes are left out.
  private func bySubtypeNumbers(_ words: LabelWords) -> Finding? {
    let stripped = words.words.map { word in
      let body = String(word.reversed().drop { $0.isNumber }.reversed())
      return body.count >= 3 && !genes.contains(word) ? body : word
    }
    guard stripped != words.words else { return nil }
    return finding(stripped, of: words, .numbered, 0.8)
  }

  /// `Inh Sst`: shortened words are written out.
  private func byLongWords(_ words: LabelWords) -> Finding? {
    let long = longWords(words.words)
    guard long != words.words else { return nil }
    return finding(long, of: words, .expanded, 0.85)
  }

  /// `activated microglia`: words for a state are left out.
  private func byStates(_ words: LabelWords) -> Finding? {
    let left = words.words.filter { !Spelling.states.contains($0) }
    guard left != words.words else { return nil }
    return finding(left, of: words, .stateLeftOut, 0.75)
      ?? finding(longWords(left), of: words, .stateLeftOut, 0.75)
  }

  /// `Sst.Npy.Cort`, `Pyramidal Cpeb4`: the words before genes, or the words that are none.
  ///
  /// Behind dots a word that is part of no name is taken for a gene too.
  private func byGenes(_ words: LabelWords, isDotted: Bool) -> Finding? {
    for count in stride(from: words.words.count - 1, to: 0, by: -1)
    where words.words[count...].allSatisfy({ isGene($0) || isDotted && !index.isKnown($0) }) {
      let first = Array(words.words[..<count])
      if let found = finding(first, of: words, .genesLeftOut, 0.7)
        ?? finding(longWords(first), of: words, .genesLeftOut, 0.7)
      {
        return found
      }
    }
    let left = words.words.filter { !isGene($0) }
    guard left != words.words, !left.isEmpty else { return nil }
    return finding(left, of: words, .genesLeftOut, 0.65)
      ?? finding(longWords(left), of: words, .genesLeftOut, 0.65)
  }

  private func isGene(_ word: String) -> Bool {
    genes.contains(word) || Spelling.looksLikeGene(word)
  }

  private func longWords(_ words: [String]) -> [String] {
    words.flatMap { word in
      (Spelling.long[word] ?? word).split(separator: " ").map(String.init)
    }
  }

  private func finding(
    _ part: [String], of words: LabelWords, _ match: LabelResolution.Match, _ confidence: Double
  ) -> Finding? {
    guard !part.isEmpty || !words.layers.isEmpty else { return nil }
    let entries = index.entries(key: words.key(of: part))
    guard !entries.isEmpty else { return nil }
    let kept = Set(part)
    return Finding(
      entries: entries, match: match, confidence: confidence,
      unaccounted: words.words.filter { !kept.contains($0) } + words.numbers)
  }
}
