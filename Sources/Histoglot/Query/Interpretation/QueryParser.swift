/// Takes a query apart into terms before any text encoder sees it, to which "no T cells" is much the same as "T cells"
/// and "Plp1+" is noise.
///
/// Words like "and" and "near" also stand inside names ("internal capsule and caudoputamen") and inside descriptions
/// ("the sheet of tissue near the surface"). They part terms only where what stands on both sides is known by name, or
/// is a gene, or begins with an operator; else the words stay together. "or" binds more tightly than "and".
package struct QueryParser {
  /// The panel's name of a gene, by what a query calls it; nil where it is none.
  package let gene: (_ word: String, _ isCertain: Bool) -> String?
  /// Whether words name cells or a region.
  package let isKnown: (_ phrase: String) -> Bool

  /// Whether words are a type of the section as it is written there.
  package let isType: (_ phrase: String) -> Bool

  /// Whether words are a name of a region.
  package let isPlace: (_ phrase: String) -> Bool

  /// Whether a word is the symbol of a gene that marks cells, on the panel or not.
  package let isMarker: (_ word: String, _ isCertain: Bool) -> Bool

  package init(
    gene: @escaping (_ word: String, _ isCertain: Bool) -> String?,
    isKnown: @escaping (_ phrase: String) -> Bool,
    isType: @escaping (_ phrase: String) -> Bool = { _ in false },
    isPlace: @escaping (_ phrase: String) -> Bool = { _ in false },
    isMarker: @escaping (_ word: String, _ isCertain: Bool) -> Bool = { _, _ in false }
  ) {
    self.gene = gene
    self.isKnown = isKnown
    self.isType = isType
    self.isPlace = isPlace
    self.isMarker = isMarker
  }

  /// The terms of a query, all of which must hold.
  package func terms(of text: QueryText) -> [QueryTerm] {
    let words = withoutPrefixes(Self.withoutOpeners(text.words))
    return genes(words[...]) ?? conjunction(words[...]) ?? terms(in: words[...])
  }

  typealias Words = ArraySlice<String>

  /// "non-neuronal cells" as "not neuronal cells", unless it is a name, as of "non-classical monocytes".
  private func withoutPrefixes(_ words: Words) -> [String] {
    words.indices.flatMap { place -> [String] in
      let word = words[place]
      let isWhole = word.count > 3 && word.dropFirst(3).first != "-"
      let rest = isWhole ? word.dropFirst(3) : word.drop { $0 != "-" }.dropFirst()
      guard word.lowercased().hasPrefix("non"),
        !isWhole || isKnown(String(rest)) || isKnown(rest + " cells"),
        gene(word, true) == nil,
        !(place + 1...place + 4).contains(where: { end in
          end <= words.endIndex && isKnown(joined(words[place..<end]))
        })
      else { return [word] }
      return rest.isEmpty ? ["not"] : ["not", String(rest)]
    }
  }

  // MARK: - Genes

  private var geneList: GeneListParser {
    GeneListParser(gene: gene, isKnown: isKnown, isMarker: isMarker)
  }

  /// Terms of genes alone: with an operator always, else where the words are no name of anything.
  private func genes(_ words: Words) -> [QueryTerm]? {
    guard let found = geneList(words), found.hasOperator || !isName(words) else { return nil }
    return found.subjects.map { QueryTerm($0) }
  }

  private func geneTerm(_ words: Words) -> QuerySubject? {
    guard let found = geneList(words), found.subjects.count == 1 else { return nil }
    return found.subjects[0]
  }

  // MARK: - Terms joined by "and" and "or"

  /// Words between joining words, and whether they come after "or".
  private struct Segment {
    var words: Words
    var isAlternative: Bool
  }

  private func conjunction(_ words: Words) -> [QueryTerm]? {
    if isName(words) { return nil }
    let segments = segments(words)
    guard segments.count > 1, segments.allSatisfy({ isUnderstood($0.words) }) else { return nil }
    var terms: [QueryTerm] = []
    // "without A, B and C" and "low Gad1 and Gad2" go on until another operator comes.
    var listed: QueryWords.Operator?
    for segment in segments {
      let own = leadingOperator(segment.words)
      var found = self.terms(in: segment.words)
      if own == nil, listed == .without || segment.isAlternative && listed == .not {
        terms += found.map(Self.negated)
        continue
      }
      if own == nil, listed == .low { found = found.map(Self.low) } else { listed = own }
      if !segment.isAlternative {
        terms += found
      } else if let last = terms.popLast(), let either = Self.either(last, found) {
        terms.append(either)
      } else {
        return [QueryTerm(.tooIntricate(joined(words)))]
      }
    }
    return terms
  }

  /// "A or B", "A or B near C", "A near B or C"; nil for what no term can say.
  private static func either(_ term: QueryTerm, _ found: [QueryTerm]) -> QueryTerm? {
    guard found.count == 1, !term.isNegated, !found[0].isNegated else { return nil }
    func any(_ a: QuerySubject, _ b: QuerySubject) -> QuerySubject {
      if case .anyOf(let parts) = a { return .anyOf(parts + [b]) }
      return .anyOf([a, b])
    }
    var term = term
    switch (term.near, found[0].near) {
    case (nil, let near):
      term.subject = any(term.subject, found[0].subject)
      term.near = near
    case (let near?, nil): term.near = any(near, found[0].subject)
    case (_?, _?): return nil
    }
    return term
  }

  /// A term in a list after "without".
  private static func negated(_ term: QueryTerm) -> QueryTerm {
    var term = term
    term.isNegated = true
    return term
  }

  /// A term in a list after "low".
  private static func low(_ term: QueryTerm) -> QueryTerm {
    var term = term
    if case .gene(let name, true) = term.subject { term.subject = .gene(name, isHigh: false) }
    return term
  }

  /// Cut at joining words, and before operators in the middle: "fibre tracts rich in oligodendrocytes".
  private func segments(_ words: Words) -> [Segment] {
    var segments: [Segment] = []
    var isAlternative = false
    var start = words.startIndex
    var place = start
    func close(_ end: Int) {
      let own = trimmed(words[start..<end])
      if !own.isEmpty {
        segments.append(Segment(words: own, isAlternative: isAlternative && !segments.isEmpty))
        isAlternative = false
      }
      start = end
    }
    while place < words.endIndex {
      let word = words[place].lowercased()
      if let own = operatorAtStart(words[place...]), nearAtStart(words[place...]) == nil,
        !isAfterGene(place, words), !isAfterNear(place, words)
      {
        if place > start, isUnderstood(trimmed(words[start..<place])) { close(place) }
        place += own.length
        continue
      }
      if QueryWords.and.contains(word) || QueryWords.or.contains(word) {
        if let end = nameAcross(place, from: start, in: words) {
          place = end
          continue
        }
        close(place)
        if QueryWords.or.contains(word) { isAlternative = true }
        start += 1
      }
      place += 1
    }
    close(words.endIndex)
    return segments
  }

  /// Whether the operator here belongs to the gene before it: "white matter and Plp1 high and …".
  private func isAfterGene(_ place: Int, _ words: Words) -> Bool {
    guard place > words.startIndex, QueryWords.after[words[place].lowercased()] != nil,
      gene(words[place - 1], true) != nil
    else { return false }
    guard place + 1 < words.endIndex else { return true }
    let next = words[place + 1].lowercased()
    return QueryWords.and.contains(next) || QueryWords.or.contains(next)
      || Self.isOfExpression(next)
  }

  /// Where a name that begins at or after `start` and holds the joining word at `place` ends.
  private func nameAcross(_ place: Int, from start: Int, in words: Words) -> Int? {
    for first in start..<max(start, place) {
      for end in stride(from: min(words.endIndex, first + 8), to: place + 1, by: -1)
      where isName(words[first..<end]) {
        return end
      }
    }
    return nil
  }

  // MARK: - One term

  /// One term, or two: "microglia far from vessels" are microglia, and not near vessels.
  private func terms(in words: Words) -> [QueryTerm] {
    if let genes = genes(words) { return genes }
    if isName(words) { return [QueryTerm(phrase(trimmed(words)))] }
    if let (what, region) = placed(words) {
      let own = isGenericOnly(what) ? [] : terms(in: what)
      return own + [QueryTerm(phrase(region))]
    }
    var (isNegated, rest) = (false, trimmed(words))
    if leadingOperator(rest) == .not, nearAtStart(rest) == nil,
      let (_, length) = operatorAtStart(rest)
    {
      isNegated = true
      rest = trimmed(rest.dropFirst(length))
    }
    guard let (place, length, isFar) = nearInside(rest) else {
      let (subject, isPoor) = subject(rest)
      return [QueryTerm(subject, isNegated: isNegated != isPoor)]
    }
    let own = trimmed(rest.prefix(upTo: place))
    if nearInside(own) != nil {
      return chain(own, isNegated, rest.suffix(from: place + length), isFar)
    }
    let (what, isPoor) = subject(own)
    let (target, _) = subject(trimmed(rest.suffix(from: place + length)))
    isNegated = isNegated != isPoor
    if !isFar {
      let distance = QueryWords.distance(rest[place...])?.text
      return [QueryTerm(what, isNegated: isNegated, near: target, notUsed: distance)]
    }
    let far = QueryTerm(.anything, isNegated: true, near: target)
    return what == .anything ? [far] : [QueryTerm(what, isNegated: isNegated), far]
  }

  /// "microglia near vessels near white matter": near to both.
  private func chain(
    _ words: Words, _ isNegated: Bool, _ target: Words, _ isFar: Bool
  ) -> [QueryTerm] {
    let first = terms(in: words)
    let (near, _) = subject(trimmed(target))
    guard !isNegated, let own = first.first, !own.isNegated else {
      return [QueryTerm(.tooIntricate(joined(words) + " … " + joined(target)))]
    }
    let second =
      isFar
      ? QueryTerm(.anything, isNegated: true, near: near) : QueryTerm(own.subject, near: near)
    return first + [second]
  }

  private func subject(_ words: Words) -> (QuerySubject, isNegated: Bool) {
    var words = trimmed(words)
    if words.allSatisfy({ Self.isGeneric($0) }) { return (.anything, false) }
    if let gene = geneTerm(words) { return (gene, false) }
    if LayerList.layers(words) != nil { return (phrase(words), false) }
    // "regions rich in …": what is said of any place is said of none.
    let specific = words.drop { Self.isGeneric($0) }
    if operatorAtStart(words) == nil, operatorAtStart(specific) != nil { words = specific }
    guard let (means, length) = operatorAtStart(words) else {
      let (stem, isPoor) = withoutTrailingOperator(words)
      return (.phrase(joined(stem)), isPoor)
    }
    let rest = trimmed(words.dropFirst(length))
    if rest.isEmpty { return (.phrase(joined(words)), false) }
    let (inner, isNegated) = subject(rest)
    switch means {
    case .not, .without, .low: return (inner, !isNegated)
    case .richIn, .high: return (inner, isNegated)
    }
  }

  private func withoutTrailingOperator(_ words: Words) -> (Words, isNegated: Bool) {
    guard let last = words.last else { return (words, false) }
    if QueryWords.scarce.contains(last.lowercased()) {
      var stem = words.dropLast()
      if let verb = stem.last, ["is", "are"].contains(verb.lowercased()) { stem.removeLast() }
      if isKnown(joined(stem)) { return (stem, true) }
    }
    for (ending, isNegated) in Self.trailing
    where last.lowercased().hasSuffix(ending) {
      return (words.dropLast() + [String(last.dropLast(ending.count))], isNegated)
    }
    return (words, false)
  }

  private static let trailing = [
    ("-rich", false), ("-poor", true), ("-free", true), ("-depleted", true), ("-deficient", true),
    ("-lacking", true), ("-less", true),
  ]

  // MARK: - Words

  private func operatorAtStart(_ words: Words) -> (means: QueryWords.Operator, length: Int)? {
    QueryWords.first(QueryWords.before, words)
  }

  private func leadingOperator(_ words: Words) -> QueryWords.Operator? {
    let rest = words.drop { Self.isGeneric($0) }
    return (operatorAtStart(words) ?? operatorAtStart(rest))?.means
  }

  private func nearAtStart(_ words: Words) -> (means: Bool, length: Int)? {
    QueryWords.distance(words).map { (false, $0.length) }
      ?? QueryWords.first(QueryWords.near, words)
  }

  /// Whether words like "near" end where an operator begins: "high Plp1 near high Gad2".
  private func isAfterNear(_ place: Int, _ words: Words) -> Bool {
    (words.startIndex..<place).contains { start in
      nearAtStart(words[start...]).map { start + $0.length == place } ?? false
    }
  }

  /// The first "near" both of whose sides are understood; nothing on its left stands for anything.
  func nearInside(_ words: Words) -> (place: Int, length: Int, isFar: Bool)? {
    for place in words.indices {
      guard let (isFar, length) = nearAtStart(words[place...]) else { continue }
      let target = trimmed(words[(place + length)...])
      let what = trimmed(words[..<place])
      if isKnownSubject(target),
        what.isEmpty || isKnownSubject(what) || isGenericOnly(what) || nearInside(what) != nil
      {
        return (place, length, isFar)
      }
    }
    return nil
  }

  func isKnownSubject(_ words: Words) -> Bool {
    switch subject(words).0 {
    case .gene, .missingGene: true
    case .phrase(let phrase): isKnown(phrase)
    case .anyOf(let parts):
      parts.allSatisfy { if case .phrase(let own) = $0 { isKnown(own) } else { true } }
    case .anything, .tooIntricate: false
    }
  }

  private func isUnderstood(_ words: Words) -> Bool {
    isName(words) || leadingOperator(words) != nil || isKnownSubject(words)
      || nearInside(words) != nil || placed(words) != nil
  }

  /// Whether words are a name and not more than one: a gene with an operator is none, whatever cells are called after
  /// it, nor is what begins with "no" or "without". A word alone that is both is a gene, unless it is a type here.
  private func isName(_ words: Words) -> Bool {
    let words = trimmed(words)
    if words.isEmpty { return false }
    let text = joined(words)
    if isType(text) || LayerList.layers(words) != nil { return true }
    if words.count == 1, gene(words[words.startIndex], false) != nil { return false }
    if let (own, length) = operatorAtStart(words) {
      if own == .not || own == .without { return false }
      // A store passes over "low in" before a name, which then would say the contrary.
      if own == .low, isKnown(joined(words.dropFirst(length))) { return false }
    }
    let parts = words.split { Self.isJoining($0) }
    return !parts.contains { geneList($0)?.hasOperator ?? false } && isKnown(text)
  }

  private static func isJoining(_ word: String) -> Bool {
    QueryWords.and.contains(word.lowercased()) || QueryWords.or.contains(word.lowercased())
  }

  func isGenericOnly(_ words: Words) -> Bool { words.allSatisfy { Self.isGeneric($0) } }

  private static func isGeneric(_ word: String) -> Bool {
    QueryWords.anything.contains(word.lowercased()) && QueryWords.isOfGrammar(word)
      || QueryWords.articles.contains(word.lowercased())
  }

  private static func isOfExpression(_ word: String) -> Bool {
    QueryWords.ofExpression.contains(word.lowercased())
  }

  private static func withoutOpeners(_ words: [String]) -> ArraySlice<String> {
    let rest = words.drop { QueryWords.openers.contains($0.lowercased()) || $0 == "," }
    return rest.isEmpty ? words[...] : rest
  }

  /// Without articles in front, and without commas at the ends.
  func trimmed(_ words: Words) -> Words {
    var words = words
    while let first = words.first, operatorAtStart(words) == nil,
      first == "," || QueryWords.articles.contains(first.lowercased())
    {
      words.removeFirst()
    }
    while let last = words.last, last == "," || last == "&" { words.removeLast() }
    return words
  }

  func joined(_ words: Words) -> String {
    words.reduce("") { $0 + ($0.isEmpty || $1 == "," ? "" : " ") + $1 }
  }
}
