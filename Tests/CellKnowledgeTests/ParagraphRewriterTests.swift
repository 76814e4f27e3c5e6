import CellKnowledge
import Foundation
import Testing

@Suite("Rewriting by a language model")
struct ParagraphRewriterTests {
  let store: KnowledgeStore
  let facts: Paragraph

  init() throws {
    store = try BuiltInStore.get()
    let term = try #require(store.term(named: "oligodendrocyte"))
    facts = store.paragraph(for: term)
  }

  /// A model that answers the same each time.
  private final class Parrot: LanguageModel {
    let name = "parrot"
    let words: String
    var questions = 0

    init(_ words: String) { self.words = words }

    func answer(instructions: String, text: String) throws(KnowledgeError) -> String {
      questions += 1
      return words
    }
  }

  private func rewriting(
    _ words: String, similarity: Double = 0.9
  ) throws -> RewrittenParagraph {
    let screening = RewriteScreening { _, _ in similarity }
    return try ParagraphRewriter(model: Parrot(words), screening: screening, store: store)
      .rewrite(facts)
  }

  @Test("A text that is close and names no new gene stands in for the facts")
  func accepted() throws {
    let text = "Oligodendrocytes wrap axons in myelin and express Plp1, MBP and Mog."
    let result = try rewriting(text)
    #expect(result.text == text && result.rejection == nil)
    #expect(result.facts == facts && result.model == "parrot" && !result.isFromCache)
  }

  @Test(
    "A gene that the facts do not name is a reason to reject",
    arguments: ["GFAP", "Gfap", "Aqp4", "CD68", "Cx3cr1", "HLA-DRA", "XYZ123", "Nkx2-1"])
  func newGenes(symbol: String) throws {
    let result = try rewriting("It wraps axons and expresses Plp1 and \(symbol).")
    #expect(result.rejection == .newGenes([symbol]))
    #expect(result.text == facts.text)
  }

  @Test("Words that only look like symbols pass", arguments: ["DNA", "CNS", "In", "A", "Myelin"])
  func words(word: String) throws {
    #expect(try rewriting("\(word): it wraps axons.").rejection == nil)
  }

  @Test("A text that is too far, too long or empty is rejected, and the facts stay")
  func rejected() throws {
    #expect(
      try rewriting("It wraps axons.", similarity: 0.79).rejection == .tooFar(similarity: 0.79))
    #expect(try rewriting("It wraps axons.", similarity: .nan).rejection != nil)
    #expect(try rewriting(" \n ").rejection == .empty)
    #expect(
      try rewriting(String(repeating: "It wraps axons. ", count: 200)).rejection == .tooLong)
    #expect(try rewriting(" \n ").text == facts.text)
  }

  @Test("A text that turns a fact into its opposite, or adds a number, is rejected")
  func falsified() throws {
    #expect(
      try rewriting("It is not a cell that wraps axons.").rejection == .newNegations(["not"]))
    #expect(try rewriting("It doesn’t wrap axons.").rejection == .newNegations(["not"]))
    #expect(try rewriting("It wraps 5 axons at once.").rejection == .newNumbers(["5"]))
  }

  @Test("A sentence that is like none of the facts is rejected, close as the whole may be")
  func stray() throws {
    let screening = RewriteScreening { _, text in
      text == "It is found in cheese." ? 0.2 : 0.9
    }
    func rejection(_ words: String) throws -> RewriteScreening.Rejection? {
      try ParagraphRewriter(model: Parrot(words), screening: screening, store: store)
        .rewrite(facts).rejection
    }
    #expect(
      try rejection("It wraps axons. It is found in cheese.")
        == .strayingSentence("It is found in cheese.", similarity: 0.2))
    #expect(try rejection("It wraps axons. It is found in brains.") == nil)
  }

  @Test("What was rejected is asked for again")
  func rejectedIsNotKept() throws {
    let scratch = try ScratchFolder()
    let model = Parrot("It wraps axons.")
    for _ in 0..<2 {
      let result = try ParagraphRewriter(
        model: model, screening: RewriteScreening { _, _ in 0.1 },
        cache: RewriteCache(path: scratch.path("answers.sqlite")), store: store
      ).rewrite(facts)
      #expect(result.rejection != nil && !result.isFromCache)
    }
    #expect(model.questions == 2)
  }

  @Test("What a terminal might obey does not pass")
  func control() throws {
    #expect(
      try rewriting("It\u{1B}[31m wraps\r\n\u{202E}axons.").text == "It [31m wraps axons.")
  }

  @Test("An answer is asked for once and screened each time")
  func cache() throws {
    let scratch = try ScratchFolder()
    let model = Parrot("It wraps axons.")
    func result(_ similarity: Double) throws -> RewrittenParagraph {
      let cache = try RewriteCache(path: scratch.path("answers.sqlite"))
      return try ParagraphRewriter(
        model: model, screening: RewriteScreening { _, _ in similarity }, cache: cache,
        store: store
      ).rewrite(facts)
    }
    #expect(try !result(0.9).isFromCache)
    #expect(try result(0.9).isFromCache)
    #expect(try result(0.1).rejection == .tooFar(similarity: 0.1))
    #expect(model.questions == 1)
    let other = try #require(store.term(named: "microglia"))
    let cache = try RewriteCache(path: scratch.path("answers.sqlite"))
    _ = try ParagraphRewriter(
      model: model, screening: RewriteScreening { _, _ in 1 }, cache: cache, store: store
    ).rewrite(store.paragraph(for: other))
    #expect(model.questions == 2)
  }

  @Test("A cache that is no database is refused with its name")
  func foreignCache() throws {
    let scratch = try ScratchFolder()
    let path = try scratch.file("x", String(repeating: "text ", count: 500))
    #expect(knowledgeError { _ = try RewriteCache(path: path) }?.file == path)
  }
}

@Suite("The endpoint of a language model")
struct ChatEndpointTests {
  private func ask(
    _ server: LocalServer, key: String? = nil, timeout: TimeInterval = 20
  ) throws -> String {
    try ChatEndpoint(address: server.address, model: "m", key: key, timeout: timeout)
      .answer(instructions: "be brief", text: "facts")
  }

  private func complaint(
    timeout: TimeInterval = 20, _ answer: @escaping LocalServer.Answer
  ) throws -> String {
    let server = try LocalServer(answer)
    let error = knowledgeError { _ = try ask(server, timeout: timeout) }
    return try #require(error).description
  }

  @Test("The question goes to /v1/chat/completions as JSON with the key, and the answer comes back")
  func exchange() throws {
    let reply = try LocalServer.completion("short \"text\"")
    let server = try LocalServer { _ in reply }
    #expect(try ask(server, key: "secret") == "short \"text\"")
    let request = try #require(server.requests.first)
    #expect(request.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
    #expect(request.lowercased().contains("authorization: bearer secret\r\n"))
    let body = try #require(request.range(of: "\r\n\r\n")).upperBound
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(request[body...].utf8)) as? [String: Any])
    #expect(json["model"] as? String == "m" && json["temperature"] as? Double == 0)
    #expect(json["max_tokens"] as? Int == 400)
    let messages = try #require(json["messages"] as? [[String: String]])
    #expect(messages.map { $0["role"] } == ["system", "user"])
    #expect(messages.map { $0["content"] } == ["be brief", "facts"])
  }

  @Test("Without a key none is sent")
  func noKey() throws {
    let reply = try LocalServer.completion("x")
    let server = try LocalServer { _ in reply }
    _ = try ask(server, key: "")
    #expect(server.requests.first?.lowercased().contains("authorization") == false)
  }

  @Test("An answer of another status, of another form or too long is refused")
  func badAnswers() throws {
    #expect(
      try complaint { _ in LocalServer.response(401, "no\nkey") }.contains("status 401: no key"))
    #expect(try complaint { _ in LocalServer.response(200, "{}") }.contains("no chat completion"))
    #expect(
      try complaint { _ in LocalServer.response(200, "<html>") }.contains("no chat completion"))
    #expect(
      try complaint { _ in
        LocalServer.response(200, String(repeating: "x", count: 3 << 20))
      }.contains("longer than 1048576 bytes"))
  }

  @Test("A redirection is not followed")
  func redirection() throws {
    let reply = try LocalServer.completion("elsewhere")
    let other = try LocalServer { _ in reply }
    let address = other.address
    let text = try complaint { _ in
      LocalServer.response(307, "", header: "Location: \(address)/chat/completions\r\n")
    }
    #expect(text.contains("status 307"))
    #expect(other.requests.isEmpty)
  }

  @Test("A server that says nothing is given up")
  func silence() throws {
    let start = Date()
    #expect(try complaint(timeout: 1) { _ in nil }.contains("does not answer"))
    #expect(Date().timeIntervalSince(start) < 15)
  }

  @Test("Nobody listening is an error")
  func nobody() throws {
    let endpoint = try ChatEndpoint(address: "http://127.0.0.1:1/v1", model: "m")
    #expect(knowledgeError { _ = try endpoint.answer(instructions: "", text: "") } != nil)
  }

  @Test(
    "Addresses that are none, and a key over plain HTTP, are refused",
    arguments: [
      "", "localhost", "file:///etc/passwd", "ftp://x/v1", "http://", "http://example.org/v1",
    ])
  func addresses(address: String) {
    #expect(
      knowledgeError { _ = try ChatEndpoint(address: address, model: "m", key: "secret") } != nil)
  }
}
