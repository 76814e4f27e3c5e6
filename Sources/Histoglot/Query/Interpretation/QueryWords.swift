/// The words by which a query says how its terms belong together; all else is what it asks for.
enum QueryWords {
  /// What an expression in words means.
  enum Operator: Sendable, Equatable {
    /// "not", "except": of the term alone.
    case not
    /// "without", "few", "poor in": of the term, and of those listed after it.
    case without
    /// "rich in", "many".
    case richIn
    /// "high", "expressing".
    case high
    /// "low", "negative for".
    case low
  }

  /// An expression in words, `words` of them in lower case.
  struct Expression<Meaning: Sendable>: Sendable {
    var words: [String]
    var means: Meaning
  }

  private static func expressions<Meaning>(
    _ texts: String, _ means: Meaning
  ) -> [Expression<Meaning>] {
    texts.split(separator: ",").map { text in
      Expression(words: text.split(separator: " ").map(String.init), means: means)
    }
  }

  /// Before a term, longer ones first.
  static let before: [Expression<Operator>] =
    (expressions(
      "not, not in, except, except for, outside, outside of, everything but, everything except, everything except for, everything other than, anything but, all but, other than, apart from",
      .not)
    + expressions(
      "without, no, few, lacking, lacking in, lacks, lack of, free of, free from, devoid of, neither, absent, absence of, missing, poor in, depleted of, depleted in, excluding, hardly any, sparse in, scarce, scarce in, scant, scarcely any, deficient in, deprived of, short of, empty of, low on, low numbers of, low density of",
      .without)
    + expressions(
      "rich in, enriched in, enriched for, enriched with, full of, packed with, dense in, dense with, dominated by, a lot of, lots of, many, abundant, mostly",
      .richIn)
    + expressions(
      "high, high in, strong, elevated, positive for, expressing, express, expresses", .high)
    + expressions("low, low in, weak, negative for", .low))
    .sorted { $0.words.count > $1.words.count }

  /// After a gene, as in "Plp1 high".
  static let after: [String: Operator] = [
    "high": .high, "hi": .high, "positive": .high, "low": .low, "lo": .low, "negative": .low,
    "rich": .richIn, "poor": .without, "expressing": .high, "pos": .high, "neg": .low,
    "absent": .without,
  ]

  /// Behind cells of which there are few: "where oligodendrocytes are scarce".
  static let scarce: Set<String> = [
    "absent", "missing", "lacking", "scarce", "scant", "rare", "sparse", "few", "depleted",
  ]

  /// Between a term and what it lies near; `true` means far. Longer ones first.
  static let near: [Expression<Bool>] =
    (expressions(
      "near, near to, next to, close to, adjacent to, beside, around, surrounding, bordering, touching, along, in contact with, in the vicinity of",
      false)
    + expressions("far from, away from, not near", true))
    .sorted { $0.words.count > $1.words.count }

  /// "within 50 µm of", "less than 20 microns from": near, to a distance of which no more is made.
  static func distance(_ words: ArraySlice<String>) -> (text: String, length: Int)? {
    let lower = words.prefix(6).map { $0.lowercased() }
    let head = lower.first == "within" ? 1 : lower.starts(with: ["less", "than"]) ? 2 : 0
    guard head > 0, lower.count > head else { return nil }
    let figure = lower[head].prefix { $0.isNumber || $0 == "." }
    let glued = String(lower[head].dropFirst(figure.count))
    let unit = glued.isEmpty && lower.count > head + 1 ? lower[head + 1] : glued
    let end = head + (glued.isEmpty ? 2 : 1)
    guard !figure.isEmpty, units.contains(unit), lower.count > end,
      lower[end] == "of" || lower[end] == "from", words.count > end + 1
    else { return nil }
    return (words.prefix(end + 1).joined(separator: " "), end + 1)
  }

  private static let units: Set<String> = [
    "\u{3BC}m", "um", "micron", "microns", "micrometer", "micrometers", "micrometre",
    "micrometres", "mm", "nm", "px", "pixels",
  ]

  /// Between what is asked for and the region that it lies in: both must hold.
  static let inside: Set<String> = ["in", "within", "inside", "of"]

  /// Between terms that must all hold.
  static let and: Set<String> = ["and", "&", ",", "but", "with", "plus", "where"]
  /// Between terms any of which may hold, and those of a list none of which may: "without A or B".
  static let or: Set<String> = ["or", "nor"]

  /// Words that ask and do not say for what.
  static let openers: Set<String> = [
    "find", "show", "me", "where", "is", "are", "which", "what", "locate", "highlight", "give",
    "please",
  ]
  static let articles: Set<String> = ["the", "a", "an", "any", "some", "all", "every", "these"]
  /// Words that stand for whatever there is.
  static let anything: Set<String> = [
    "cell", "cells", "tissue", "tissues", "region", "regions", "area", "areas", "part", "parts",
    "place", "places", "zone", "zones", "spot", "spots", "anything", "everything", "that", "there",
    "lie", "lies", "lying", "located", "found", "in", "of", "is", "are", "this", "section",
    "neighbourhood",
    "neighborhood",
  ]
  /// Words around a gene's name that add nothing.
  static let ofExpression: Set<String> = [
    "expression", "expressed", "levels", "level", "gene", "genes", "mrna", "transcripts", "counts",
    "of", "is", "are", "in", "for", "with", "cells", "cell", "that", "which", "region", "regions",
    "area", "areas", "very", "tissue",
  ]

  /// The expression that words begin with and do not end with.
  static func first<Meaning>(
    _ expressions: [Expression<Meaning>], _ words: ArraySlice<String>
  ) -> (means: Meaning, length: Int)? {
    let found = expressions.first { expression in
      expression.words.count < words.count
        && zip(expression.words, words).allSatisfy { $0 == $1.lowercased() }
    }
    return found.map { ($0.means, $0.words.count) }
  }

  /// Whether a word stands in any sentence and names nothing; "IN" is short for inhibitory neurons.
  static func isOfGrammar(_ word: String) -> Bool {
    word != "IN" && ofGrammar.contains(word.lowercased())
  }

  private static let ofGrammar: Set<String> = {
    let ofOperators = (before.flatMap(\.words) + near.flatMap(\.words))
    return Set(ofOperators).union(after.keys).union(and).union(or).union(openers).union(articles)
      .union(anything).union(ofExpression).union([
        "on", "at", "by", "to", "from", "as", "it", "its", "be", "was", "were", "has", "have",
        "had",
        "do", "does", "did", "i", "you", "we", "they", "my", "your", "our", "their", "his", "her",
        "how", "who", "why", "when", "will", "would", "can", "could", "should", "than", "then",
        "so", "if", "into", "onto", "over", "under", "between", "through", "one", "am", "us",
      ])
  }()
}
