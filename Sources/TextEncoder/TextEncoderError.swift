/// Why a text encoder could not be found or read.
///
/// What is wrong with the weights themselves comes as `ParameterFileError`.
public struct TextEncoderError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The folder or file that is meant.
  public let path: String
  public let reason: Reason

  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  public enum Reason: Sendable, Equatable {
    /// There is no such folder, or it holds no model.
    case noEncoder
    case missingFile
    case unreadable(String)
    case malformed(String)
    /// A setting has a value that another kind of model has.
    case unsupported(setting: String, found: String, wanted: String)
    case missingToken(String)
    case vocabularyTooLarge(words: Int, rows: Int)
  }

  public var description: String {
    switch reason {
    case .noEncoder:
      "\(path): no text encoder here; get one with tools/fetch-text-encoder, or name the Hugging Face folder of a BERT in HISTOGLOT_TEXT_ENCODER"
    case .missingFile:
      "\(path): the file is missing; a text encoder is a folder with config.json, vocab.txt and model.safetensors; run tools/fetch-text-encoder"
    case .unreadable(let why):
      "\(path): cannot be read (\(why)); check its permissions"
    case .malformed(let what):
      "\(path): \(what); copy or download it again, tools/fetch-text-encoder does"
    case .unsupported(let setting, let found, let wanted):
      "\(path): \(setting) is \(found) where \(wanted) is needed; use an uncased BERT with mean pooling, such as tools/fetch-text-encoder gets"
    case .missingToken(let token):
      "\(path): the vocabulary has no \(token); use the vocab.txt that belongs to the model"
    case .vocabularyTooLarge(let words, let rows):
      "\(path): \(words) words for a model of \(rows); use the vocab.txt that belongs to the model"
    }
  }
}
