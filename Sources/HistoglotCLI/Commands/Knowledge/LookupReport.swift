import CellKnowledge

/// What `knowledge lookup` found.
struct LookupReport: Encodable {
  struct Meaning: Encodable {
    var name: String
    var kind: String
    var match: LabelResolution.Match
    var confidence: Double
    var unaccounted: [String]
  }
  struct Fact: Encodable {
    var topic: Paragraph.Topic
    var text: String
    var sources: [String]
  }
  struct Rewritten: Encodable {
    var text: String?
    var rejection: String?
    var model: String
    var isFromCache: Bool
  }
  struct Term: Encodable {
    var id: String
    var name: String
    var score: Double
    var tissues: [String]
    var facts: [Fact]
    /// By a language model, where one was asked for.
    var rewritten: Rewritten?
  }
  struct Region: Encodable {
    struct Cell: Encodable {
      var phrase: String
      var weight: Double
    }
    var name: String
    var score: Double
    var sentence: String
    var cells: [Cell]
    var source: String
  }

  var query: String
  /// What the text means if it is a label; left out where it is none.
  var meaning: Meaning?
  var nearest: [String]
  var terms: [Term]
  var regions: [Region]

  /// Regions that share less with the text are not shown.
  private static let leastRegionScore = 0.5
  private static let shownLength = 200

  /// - Parameter rewrite: gives a term's description, and its name, to a language model; nil where none was asked for.
  init(
    _ text: String, in store: KnowledgeStore, tissue: Tissue?, species: Species?, limit: Int,
    rewrite: (Paragraph, String) throws -> RewrittenParagraph?
  ) throws {
    query = String(text.prefix(Self.shownLength))
    let resolution = store.resolve(text, tissue: tissue, species: species)
    meaning = resolution.name.map { name in
      Meaning(
        name: name, kind: resolution.term == nil ? "region" : "cell type",
        match: resolution.match, confidence: resolution.confidence,
        unaccounted: resolution.unaccounted)
    }
    nearest = resolution.candidates.map(\.name)
    var results = try store.lookup(text, tissue: tissue, species: species, limit: limit)
    // What the label means comes first, also where it shares no word with the text.
    if let term = resolution.term, !results.contains(where: { $0.term.id == term.id }) {
      results = [LookupResult(term: term, score: 0)] + results.prefix(limit - 1)
    }
    var options = ParagraphOptions()
    if let species { options.species = species }
    terms = try results.map { result in
      let paragraph = store.paragraph(for: result.term, options: options)
      return Term(
        id: result.term.id.rawValue, name: result.term.name, score: result.score,
        tissues: result.term.tissues.map(\.rawValue).sorted(),
        facts: paragraph.sentences.map {
          Fact(topic: $0.topic, text: $0.text, sources: $0.sources.map(\.citation))
        },
        rewritten: try rewrite(paragraph, result.term.name).map {
          Rewritten(
            text: $0.rejection == nil ? $0.text : nil, rejection: $0.rejection?.statement,
            model: $0.model, isFromCache: $0.isFromCache)
        })
    }
    regions = store.regionMatches(text).prefix(3)
      .filter { $0.score >= Self.leastRegionScore }
      .map { match in
        Region(
          name: match.region.name, score: match.score, sentence: match.region.sentence,
          cells: match.region.cells.map { .init(phrase: $0.phrase, weight: $0.weight) },
          source: match.region.source.citation)
      }
  }

  /// For a person to read.
  var text: String {
    var lines: [String] = []
    if let meaning {
      let left =
        meaning.unaccounted.isEmpty
        ? "" : "; not accounted for: \(meaning.unaccounted.joined(separator: ", "))"
      lines.append(
        "as a label: \(meaning.name) (\(meaning.kind), by \(meaning.match.words), \(meaning.confidence.digits(2))\(left))"
      )
    } else if !nearest.isEmpty {
      lines.append("as a label: unresolved; nearest: \(nearest.joined(separator: ", "))")
    }
    for (rank, term) in terms.enumerated() {
      lines.append("\(rank + 1). \(term.name)  \(term.id)  BM25 \(term.score.digits(1))")
      for fact in term.facts {
        lines.append("   \(fact.text) [\(fact.sources.joined(separator: "; "))]")
      }
      if let rewritten = term.rewritten {
        lines.append(
          rewritten.text.map { "   rewritten by \(rewritten.model): \($0)" }
            ?? "   not rewritten: \(rewritten.rejection ?? "")")
      }
    }
    for region in regions {
      lines.append("region: \(region.name)  \(region.score.digits(2))")
      let cells = region.cells.map { "\($0.weight > 0 ? "+" : "−")\(abs($0.weight)) \($0.phrase)" }
      lines.append(
        "   \(region.sentence) Cells: \(cells.joined(separator: ", ")). [\(region.source)]")
    }
    if terms.isEmpty, regions.isEmpty { lines.append("nothing found for '\(query)'") }
    return lines.joined(separator: "\n")
  }
}

extension LabelResolution.Match {
  /// As words.
  fileprivate var words: String {
    switch self {
    case .id, .name, .synonym, .abbreviation, .overlap: rawValue
    case .normalised: "words in another form"
    case .numbered: "leaving a number out"
    case .expanded: "writing short words out"
    case .stateLeftOut: "leaving a state out"
    case .genesLeftOut: "leaving genes out"
    case .ambiguous, .saysNothing, .unknown: "nothing"
    }
  }
}
