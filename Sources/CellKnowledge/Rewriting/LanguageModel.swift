/// Something that answers a text with a text.
public protocol LanguageModel {
  /// What answers are kept under: the model's name.
  var name: String { get }

  /// The answer. Throws where there is none.
  func answer(instructions: String, text: String) throws(KnowledgeError) -> String
}
