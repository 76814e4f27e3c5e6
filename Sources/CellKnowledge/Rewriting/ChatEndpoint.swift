import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A language model behind an OpenAI-compatible address, asked by `POST …/chat/completions`.
///
/// Answers are asked for without randomness, must come within `timeout`, hold at most a megabyte and come from the
/// address itself: redirections are refused, so that neither facts nor key go elsewhere.
public struct ChatEndpoint: LanguageModel, Sendable {
  public let name: String
  private let url: URL
  private let key: String?
  private let timeout: TimeInterval

  /// The variable of the environment that holds the key, where the address wants one.
  public static let keyVariable = "HISTOGLOT_LLM_KEY"

  /// - Parameters:
  ///   - address: `https://…/v1`, with or without `/chat/completions`.
  ///   - model: the model's name there.
  ///   - key: sent as a bearer token; over plain HTTP only to this machine.
  ///   - timeout: in seconds.
  /// - Throws: where the address is none, or the key would cross a network in the open.
  public init(
    address: String, model: String, key: String? = nil, timeout: TimeInterval = 60
  ) throws(KnowledgeError) {
    func refuse(_ complaint: String) -> KnowledgeError {
      KnowledgeError(file: address, reason: .endpoint(complaint))
    }
    guard var parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(),
      ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty
    else { throw refuse("this is no http or https address") }
    let key = key.flatMap { $0.isEmpty ? nil : $0 }
    if key != nil, scheme == "http", !["localhost", "127.0.0.1", "::1", "[::1]"].contains(host) {
      throw refuse("the key would cross the network unencrypted over http")
    }
    while parts.path.hasSuffix("/") { parts.path.removeLast() }
    if !parts.path.hasSuffix("/chat/completions") { parts.path += "/chat/completions" }
    guard let url = parts.url else { throw refuse("this is no http or https address") }
    guard !model.isEmpty else { throw refuse("no model is named") }
    self.name = model
    self.url = url
    self.key = key
    self.timeout = timeout
  }

  private struct Request: Encodable {
    struct Message: Codable {
      var role: String
      var content: String
    }
    var model: String
    var messages: [Message]
    var temperature: Double
    var maxTokens: Int
  }

  private struct Answer: Decodable {
    struct Choice: Decodable {
      struct Message: Decodable { var content: String? }
      var message: Message
    }
    var choices: [Choice]
  }

  /// The most words that a paragraph takes.
  private static let tokenLimit = 400

  public func answer(instructions: String, text: String) throws(KnowledgeError) -> String {
    var request = URLRequest(url: url, timeoutInterval: timeout)
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    if let key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
    do {
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      request.httpBody = try encoder.encode(
        Request(
          model: name,
          messages: [
            .init(role: "system", content: instructions), .init(role: "user", content: text),
          ], temperature: 0, maxTokens: Self.tokenLimit))
    } catch {
      throw refusal("the question cannot be written as JSON")
    }
    let (status, body) = try WebExchange(timeout: timeout).run(request, address: url)
    guard status == 200 else {
      let said = String(decoding: body.prefix(200), as: UTF8.self)
      throw refusal("it answered with status \(status): \(said)")
    }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: body),
      let content = answer.choices.first?.message.content
    else { throw refusal("its answer is no chat completion") }
    return content
  }

  private func refusal(_ complaint: String) -> KnowledgeError {
    KnowledgeError(file: url.absoluteString, reason: .endpoint(complaint))
  }
}
