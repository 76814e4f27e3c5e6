/// A description that a language model was asked to rewrite.
public struct RewrittenParagraph: Sendable, Hashable {
  /// The facts, each sentence with its source; the model's text has no others.
  public var facts: Paragraph
  /// The model's text where it passed the screening, else the facts'.
  public var text: String
  /// Why the model's text was rejected; nil where it stands.
  public var rejection: RewriteScreening.Rejection?
  public var model: String
  /// Whether the answer was there from an earlier time.
  public var isFromCache: Bool
}

/// Has a language model rewrite descriptions, and keeps what passes the screening.
public struct ParagraphRewriter {
  private let model: any LanguageModel
  private let screening: RewriteScreening
  private let cache: RewriteCache?
  private let genes: Set<String>

  /// What the model is asked to do.
  static let instructions = """
    Rewrite the facts about a cell type as one short paragraph of plain English for a biologist. Use only the facts \
    given. Add no gene, number, place or function, and leave none out. Do not comment.
    """

  /// - Parameters:
  ///   - store: whose genes are known as such.
  ///   - cache: where answers are kept; nil for nowhere.
  public init(
    model: any LanguageModel, screening: RewriteScreening, cache: RewriteCache? = nil,
    store: KnowledgeStore
  ) {
    self.model = model
    self.screening = screening
    self.cache = cache
    genes = Set(store.terms.lazy.flatMap(\.markers).map(\.symbol))
  }

  /// Asks the model, or takes its earlier answer, and screens it. A text that does not pass is told and not used.
  ///
  /// - Throws: `KnowledgeError` where the model or the cache fails, and what the screening's similarity throws.
  public func rewrite(_ paragraph: Paragraph) throws -> RewrittenParagraph {
    let facts = paragraph.text
    let question = Self.instructions + "\n\n" + facts
    var isFromCache = true
    var answer = try cache?.answer(of: model.name, to: question)
    if answer == nil {
      isFromCache = false
      answer = try model.answer(instructions: Self.instructions, text: facts)
    }
    let text = Self.onOneLine(answer ?? "")
    let rejection = try screening.rejection(of: text, facts: facts, genes: genes)
    // What was rejected is asked for anew the next time.
    if !isFromCache, rejection == nil { try cache?.keep(text, of: model.name, to: question) }
    return RewrittenParagraph(
      facts: paragraph, text: rejection == nil ? text : facts, rejection: rejection,
      model: model.name, isFromCache: isFromCache)
  }

  /// Control characters and line ends, which a terminal might obey, as spaces.
  private static func onOneLine(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: line += " "
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line.split(separator: " ").joined(separator: " ")
  }
}
