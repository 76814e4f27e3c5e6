/// Whether a rewritten text may stand for the facts it was made of.
public struct RewriteScreening {
  /// Why a text is rejected.
  public enum Rejection: Sendable, Hashable {
    case empty
    /// More than so many times as long as the facts.
    case tooLong
    /// Symbols of genes that the facts do not name.
    case newGenes([String])
    case tooFar(similarity: Double)

    /// In one clause.
    public var statement: String {
      switch self {
      case .empty: "the answer is empty"
      case .tooLong: "the answer is more than twice as long as the facts"
      case .newGenes(let genes):
        "the answer names genes that the facts do not: \(genes.joined(separator: ", "))"
      case .tooFar(let similarity):
        "the answer is not close enough to the facts (cosine \((similarity * 100).rounded() / 100))"
      }
    }
  }

  /// The least cosine between the embeddings of facts and text.
  public var leastSimilarity: Double
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
    let cosine = try similarity(facts, text)
    return cosine >= leastSimilarity ? nil : .tooFar(similarity: cosine)
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
