import Foundation

/// Whether a rewritten text may stand for the facts it was made of.
public struct RewriteScreening {
  /// Why a text is rejected.
  public enum Rejection: Sendable, Hashable {
    case empty
    /// More than so many times as long as the facts.
    case tooLong
    /// Symbols of genes that the facts do not name.
    case newGenes([String])
    /// Numbers that the facts do not hold.
    case newNumbers([String])
    /// More negations than the facts have: an embedding hardly tells "is" from "is not".
    case newNegations([String])
    case tooFar(similarity: Double)
    /// A sentence that is like none of the facts'.
    case strayingSentence(String, similarity: Double)

    /// In one clause.
    public var statement: String {
      switch self {
      case .empty: "the answer is empty"
      case .tooLong: "the answer is more than twice as long as the facts"
      case .newGenes(let genes):
        "the answer names genes that the facts do not: \(genes.joined(separator: ", "))"
      case .newNumbers(let numbers):
        "the answer holds numbers that the facts do not: \(numbers.joined(separator: ", "))"
      case .newNegations(let words):
        "the answer negates what the facts do not: \(words.joined(separator: ", "))"
      case .strayingSentence(let sentence, let similarity):
        "a sentence is like none of the facts (cosine \((similarity * 100).rounded() / 100)): \(sentence)"
      case .tooFar(let similarity):
        "the answer is not close enough to the facts (cosine \((similarity * 100).rounded() / 100))"
      }
    }
  }

  /// The least cosine between the embeddings of facts and text.
  public var leastSimilarity: Double
  /// The least cosine between each sentence of a text and that sentence of the facts which it is most like.
  public var leastSentenceSimilarity = 0.5
  /// The cosine of the embeddings of two texts.
  public var similarity: (String, String) throws -> Double

  public init(
    leastSimilarity: Double = 0.8, similarity: @escaping (String, String) throws -> Double
  ) {
    self.leastSimilarity = leastSimilarity
    self.similarity = similarity
  }

  /// Why `text` may not stand for `facts`; nil where it may.
  ///
  /// - Parameter genes: symbols that are known to be genes', as species spell them.
  /// - Throws: what `similarity` throws.
  public func rejection(
    of text: String, facts: String, genes: Set<String>
  ) throws -> Rejection? {
    guard !text.trimmed.isEmpty else { return .empty }
    guard text.count <= 2 * facts.count + 200 else { return .tooLong }
    let known = Set(Self.words(facts).map { $0.lowercased() })
    let new = Self.words(text).filter {
      !known.contains($0.lowercased()) && (genes.contains($0) || Self.looksLikeGene($0))
    }
    if !new.isEmpty { return .newGenes(Array(Set(new)).sorted()) }
    let numbers = Self.words(text).filter { $0.allSatisfy(\.isNumber) && !known.contains($0) }
    if !numbers.isEmpty { return .newNumbers(Array(Set(numbers)).sorted()) }
    let (own, theirs) = (Self.negations(facts), Self.negations(text))
    if theirs.count > own.count { return .newNegations(Array(Set(theirs)).sorted()) }
    let cosine = try similarity(facts, text)
    guard cosine >= leastSimilarity else { return .tooFar(similarity: cosine) }
    let said = Self.sentences(facts)
    for sentence in Self.sentences(text) {
      let nearest = try said.map { try similarity($0, sentence) }.max() ?? 0
      guard nearest >= leastSentenceSimilarity else {
        return .strayingSentence(sentence, similarity: nearest)
      }
    }
    return nil
  }

  private static let negating: Set<String> = [
    "not", "no", "never", "neither", "nor", "without", "cannot", "lack", "lacks", "lacking",
    "absent", "hardly", "unlike",
  ]

  private static func negations(_ text: String) -> [String] {
    let plain = text.lowercased().replacingOccurrences(of: "’", with: "'")
      .replacingOccurrences(of: "n't", with: " not")
    return words(plain).filter { negating.contains($0) }
  }

  /// Cut after words that end in a full stop or the like; fewer than three words go with those after them.
  private static func sentences(_ text: String) -> [String] {
    var sentences: [String] = []
    var current: [Substring] = []
    for word in text.split(separator: " ") {
      current.append(word)
      if let last = word.last, ".;!?".contains(last), current.count >= 3 {
        sentences.append(current.joined(separator: " "))
        current = []
      }
    }
    if current.count >= 3 || sentences.isEmpty {
      sentences.append(current.joined(separator: " "))
    }
    return sentences
  }

  /// Runs of letters, digits and hyphens inside.
  private static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map {
      $0.split(separator: "-").joined(separator: "-")
    }.filter { !$0.isEmpty }
  }

  /// Abbreviations that are no gene's symbol though they look like one.
  private static let plainWords: Set<String> = [
    "DNA", "RNA", "mRNA", "CNS", "PNS", "GABA", "ATP", "CSF",
  ]

  /// Letters and digits together that begin with a letter (`Slc17a7`, `CD4`), or capitals alone (`GFAP`).
  private static func looksLikeGene(_ word: String) -> Bool {
    guard let first = word.first, first.isLetter, word.count >= 2, !plainWords.contains(word)
    else { return false }
    if word.contains(where: \.isNumber) { return first.isUppercase }
    return word.count >= 3 && word.allSatisfy { $0.isUppercase || $0 == "-" }
  }
}
