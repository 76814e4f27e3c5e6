/// A term that a search found.
public struct LookupResult: Sendable, Hashable {
  public var term: CellTerm
  /// −BM25: higher is better, of no fixed scale.
  public var score: Double

  public init(term: CellTerm, score: Double) {
    self.term = term
    self.score = score
  }
}

extension KnowledgeStore {
  /// A text is a term's name where they differ in no more than form.
  private static let leastConfidence = 0.9

  /// Terms whose names, synonyms, markers, definitions or places share words with `text`, best first by BM25; before
  /// them the term that `text` is a name of, if it is one.
  ///
  /// - Parameters:
  ///   - text: anything; punctuation and the syntax of SQLite's search mean nothing, of a long text the first 64
  ///     words count.
  ///   - tissue: only terms of that tissue.
  ///   - species: for human, without terms that the ontology keeps for the mouse.
  ///   - limit: at most so many.
  public func lookup(
    _ text: String, tissue: Tissue? = nil, species: Species? = nil, limit: Int = 10
  ) throws(KnowledgeError) -> [LookupResult] {
    var results: [LookupResult] = []
    let named = resolve(text, tissue: tissue, species: species)
    let meant = named.confidence >= Self.leastConfidence ? named.term?.id : nil
    for (id, score) in try search.find(text) {
      guard let term = catalogue.term(id) else { continue }
      if let tissue, !term.tissues.contains(tissue) { continue }
      if species == .human, term.name.hasSuffix("(Mmus)") { continue }
      let result = LookupResult(term: term, score: score)
      if id == meant { results.insert(result, at: 0) } else { results.append(result) }
    }
    return Array(results.prefix(limit))
  }
}
