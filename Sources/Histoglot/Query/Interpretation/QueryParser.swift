/// Takes a query apart into terms before any text encoder sees it, to which "no T cells" is much the same as "T cells"
/// and "Plp1+" is noise.
///
/// Words like "and" and "near" also stand inside names ("internal capsule and caudoputamen") and inside descriptions
/// ("the sheet of tissue near the surface"). They part terms only where what stands on both sides is known by name, or
/// is a gene, or begins with an operator; else the words stay together.
package struct QueryParser {
  /// The panel's name of a gene, by what a query calls it; nil where it is none.
  package let gene: (_ word: String, _ isCertain: Bool) -> String?
  /// Whether words name cells or a region.
  package let isKnown: (_ phrase: String) -> Bool

  package init(
    gene: @escaping (_ word: String, _ isCertain: Bool) -> String?,
    isKnown: @escaping (_ phrase: String) -> Bool
  ) {
    self.gene = gene
    self.isKnown = isKnown
  }

  /// The terms of a query, all of which must hold.
  package func terms(of text: QueryText) -> [QueryTerm] {
    let words = Array(Self.withoutOpeners(text.words))
    return conjunction(words[...]) ?? terms(in: words[...])
  }

  private typealias Words = ArraySlice<String>

  // MARK: - Terms joined by "and"

  private func conjunction(_ words: Words) -> [QueryTerm]? {
    if isName(words) { return nil }
    let segments = segments(words)
    guard segments.count > 1, segments.allSatisfy(isUnderstood) else { return nil }
    var terms: [QueryTerm] = []
    // "without A, B and C" and "low Gad1 and Gad2" go on until another operator comes.
    var listed: QueryWords.Operator?
    for segment in segments {
      let own = leadingOperator(segment)
      var found = self.terms(in: segment)
      if own == nil, let listed {
        found = found.map { continued($0, listed) }
      } else {
        listed = own == .without || own == .low ? own : nil
      }
      terms += found
    }
    return terms
  }

  /// A term in a list after an operator.
  private func continued(_ term: QueryTerm, _ listed: QueryWords.Operator) -> QueryTerm {
    var term = term
    if listed == .without { term.isNegated = true }
    if listed == .low, case .gene(let name, true) = term.subject {
      term.subject = .gene(name, isHigh: false)
    }
    return term
  }

  /// Cut at joining words, and before operators in the middle: "fibre tracts rich in oligodendrocytes".
  private func segments(_ words: Words) -> [Words] {
    var segments: [Words] = []
    var start = words.startIndex
    var place = start
    func close(_ end: Int) {
      let own = trimmed(words[start..<end])
      if !own.isEmpty { segments.append(own) }
      start = end
    }
    while place < words.endIndex {
      if joins(words[place], after: segments + [trimmed(words[start..<place])]) {
        if let end = nameAcross(place, from: start, in: words) {
          place = end
          continue
        }
        close(place)
        start += 1
      } else if place > start, let own = operatorAtStart(words[place...]),
        nearAtStart(words[place...]) == nil, isUnderstood(trimmed(words[start..<place]))
      {
        close(place)
        place += own.length - 1
      }
      place += 1
    }
    close(words.endIndex)
    return segments
  }

  private func joins(_ word: String, after segments: [Words]) -> Bool {
    let word = word.lowercased()
    if QueryWords.and.contains(word) { return true }
    guard QueryWords.or.contains(word) else { return false }
    let means = segments.last.flatMap(leadingOperator)
    let listed = segments.last(where: { leadingOperator($0) != nil }).flatMap(leadingOperator)
    return [means, listed].contains(.without) || [means, listed].contains(.low)
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
    if isName(words) { return [QueryTerm(.phrase(joined(trimmed(words))))] }
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
    let (what, isPoor) = subject(trimmed(rest.prefix(upTo: place)))
    let (target, _) = subject(trimmed(rest.suffix(from: place + length)))
    isNegated = isNegated != isPoor
    if !isFar { return [QueryTerm(what, isNegated: isNegated, near: target)] }
    let far = QueryTerm(.anything, isNegated: true, near: target)
    return what == .anything ? [far] : [QueryTerm(what, isNegated: isNegated), far]
  }

  private func subject(_ words: Words) -> (QuerySubject, isNegated: Bool) {
    var words = trimmed(words)
    if words.allSatisfy({ Self.isGeneric($0) }) { return (.anything, false) }
    if let gene = geneTerm(words) { return (gene, false) }
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

  /// "Plp1+", "high Plp1", "Gad1 low", "cells expressing Mbp", "Plp1".
  private func geneTerm(_ words: Words) -> QuerySubject? {
    var means: QueryWords.Operator?
    var rest = words
    if let (own, length) = operatorAtStart(rest) {
      means = own
      rest = rest.dropFirst(length)
    } else if let place = rest.indices.dropFirst().first(where: {
      operatorAtStart(rest[$0...]) != nil
        && rest[..<$0].allSatisfy { Self.isGeneric($0) || Self.isOfExpression($0) }
    }), let (own, length) = operatorAtStart(rest[place...]) {
      means = own
      rest = rest.dropFirst(place - rest.startIndex + length)
    }
    var names = rest.filter { !Self.isOfExpression($0) && !QueryWords.articles.contains($0) }
    if names.count == 2, let own = QueryWords.after[names[1].lowercased()] {
      means = own
      names.removeLast()
    }
    guard names.count == 1 else { return nil }
    var word = names[0]
    if means == nil || means == .high, let sign = Self.sign(of: &word, gene) { means = sign }
    let isCertain = means == .high || means == .low
    let isHigh = means != .low && means != .without
    if means == .not { return nil }
    if let name = gene(word, isCertain) { return .gene(name, isHigh: isHigh) }
    let looksLikeGene = word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
    return isCertain && looksLikeGene && !isKnown(word) ? .missingGene(word) : nil
  }

  /// Takes "+" or "-" off a gene's name.
  private static func sign(
    of word: inout String, _ gene: (String, Bool) -> String?
  ) -> QueryWords.Operator? {
    // A gene may have the sign in its own name.
    if gene(word, true) != nil { return nil }
    guard let last = word.last, last == "+" || last == "-" else { return nil }
    while let end = word.last, end == "+" || end == "-" { word.removeLast() }
    return last == "+" ? .high : .low
  }

  private func withoutTrailingOperator(_ words: Words) -> (Words, isNegated: Bool) {
    guard let last = words.last else { return (words, false) }
    for (ending, isNegated) in [("-rich", false), ("-poor", true), ("-free", true)]
    where last.lowercased().hasSuffix(ending) {
      return (words.dropLast() + [String(last.dropLast(ending.count))], isNegated)
    }
    return (words, false)
  }

  // MARK: - Words

  private func operatorAtStart(_ words: Words) -> (means: QueryWords.Operator, length: Int)? {
    Self.first(QueryWords.before, words)
  }

  private func leadingOperator(_ words: Words) -> QueryWords.Operator? {
    let rest = words.drop { Self.isGeneric($0) }
    return (operatorAtStart(words) ?? operatorAtStart(rest))?.means
  }

  private func nearAtStart(_ words: Words) -> (means: Bool, length: Int)? {
    Self.first(QueryWords.near, words)
  }

  /// The expression that words begin with and do not end with.
  private static func first<Meaning>(
    _ expressions: [QueryWords.Expression<Meaning>], _ words: Words
  ) -> (means: Meaning, length: Int)? {
    let found = expressions.first { expression in
      expression.words.count < words.count
        && zip(expression.words, words).allSatisfy { $0 == $1.lowercased() }
    }
    return found.map { ($0.means, $0.words.count) }
  }

  /// The first "near" both of whose sides are understood; nothing on its left stands for anything.
  private func nearInside(_ words: Words) -> (place: Int, length: Int, isFar: Bool)? {
    for place in words.indices {
      guard let (isFar, length) = nearAtStart(words[place...]) else { continue }
      let target = trimmed(words[(place + length)...])
      let what = trimmed(words[..<place])
      if isKnownSubject(target), what.isEmpty || isKnownSubject(what) || isGenericOnly(what) {
        return (place, length, isFar)
      }
    }
    return nil
  }

  private func isKnownSubject(_ words: Words) -> Bool {
    switch subject(words).0 {
    case .gene, .missingGene: true
    case .phrase(let phrase): isKnown(phrase)
    case .anything: false
    }
  }

  private func isUnderstood(_ words: Words) -> Bool {
    isName(words) || leadingOperator(words) != nil || isKnownSubject(words)
      || nearInside(words) != nil
  }

  private func isName(_ words: Words) -> Bool {
    let words = trimmed(words)
    return !words.isEmpty && isKnown(joined(words))
  }

  private func isGenericOnly(_ words: Words) -> Bool { words.allSatisfy { Self.isGeneric($0) } }

  private static func isGeneric(_ word: String) -> Bool {
    QueryWords.anything.contains(word.lowercased())
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
  private func trimmed(_ words: Words) -> Words {
    var words = words.drop { $0 == "," || QueryWords.articles.contains($0.lowercased()) }
    while let last = words.last, last == "," || last == "&" { words.removeLast() }
    return words
  }

  private func joined(_ words: Words) -> String {
    words.reduce("") { $0 + ($0.isEmpty || $1 == "," ? "" : " ") + $1 }
  }
}
