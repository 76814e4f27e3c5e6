import Foundation

/// The shape of a BERT, as `config.json` and the files beside it say.
public struct BERTConfiguration: Sendable, Equatable {
  static let fileName = "config.json"

  /// The length of hidden states and vectors.
  public let width: Int
  public let blocks: Int
  public let heads: Int
  /// The inner width of the feed-forward part.
  public let inner: Int
  /// How many word pieces have an embedding.
  public let pieces: Int
  /// How many places in a text have an embedding.
  public let positions: Int
  /// How many kinds of text have an embedding; only the first is used.
  public let kinds: Int
  /// ε of LayerNorm.
  public let epsilon: Double
  /// The most tokens of a text: 256, for which all-MiniLM-L6-v2 was made, unless the folder says otherwise.
  public let limit: Int

  /// Reads and checks `config.json`, and where they are there `sentence_bert_config.json`,
  /// `tokenizer_config.json` and `1_Pooling/config.json`: a cased model or one of another pooling would be
  /// read without complaint and give vectors that mean nothing.
  init(folder: URL) throws {
    let file = try SettingsFile(folder.appendingPathComponent(Self.fileName))
    try file.require("model_type", is: "bert", orMissing: false)
    try file.require("hidden_act", is: "gelu", orMissing: true)
    try file.require("position_embedding_type", is: "absolute", orMissing: true)
    heads = try file.integer("num_attention_heads", in: 1...256)
    width = try file.integer("hidden_size", in: 1...16_384)
    guard width.isMultiple(of: heads) else {
      throw TextEncoderError(
        path: file.path,
        reason: .unsupported(
          setting: "hidden_size", found: "\(width)", wanted: "a multiple of \(heads) heads"))
    }
    blocks = try file.integer("num_hidden_layers", in: 1...256)
    inner = try file.integer("intermediate_size", in: 1...65_536)
    pieces = try file.integer("vocab_size", in: 3...4_194_304)
    positions = try file.integer("max_position_embeddings", in: 2...65_536)
    kinds = try file.integer("type_vocab_size", in: 1...1_024, default: 2)
    epsilon = try file.fraction("layer_norm_eps", default: 1e-12)

    let sentences = try SettingsFile(
      ifPresent: folder.appendingPathComponent("sentence_bert_config.json"))
    let limit = try sentences?.integer("max_seq_length", in: 2...65_536, default: 256) ?? 256
    self.limit = min(limit, positions)

    let tokenizer = try SettingsFile(
      ifPresent: folder.appendingPathComponent("tokenizer_config.json"))
    for name in ["do_lower_case", "strip_accents", "tokenize_chinese_chars"] {
      try tokenizer?.require(name, is: true)
    }
    let pooling = try SettingsFile(
      ifPresent: folder.appendingPathComponent("1_Pooling/config.json"))
    try pooling?.require("pooling_mode_mean_tokens", is: true)
    for name in ["cls_token", "max_tokens", "mean_sqrt_len_tokens"] {
      try pooling?.require("pooling_mode_\(name)", is: false)
    }
  }
}
