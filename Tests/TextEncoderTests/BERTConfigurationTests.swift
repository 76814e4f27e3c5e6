import Autodiff
import Foundation
import Testing
import TextEncoder

@Suite struct `A folder that is no encoder is refused with the file and the way out` {
  private func reason(
    prefix: String = "", changing changes: [String: String?]
  ) throws -> TextEncoderError.Reason? {
    try SmallEncoder.withFolder(prefix: prefix, changing: changes) { folder in
      let error = #expect(throws: TextEncoderError.self) {
        try SentenceEncoder<Float>(folder: folder)
      }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains(folder.path) && !text.contains("\n") && text.contains("; "), "\(text)")
      return error?.reason
    }
  }

  private func configuration(_ setting: String, _ replacement: String) -> [String: String?] {
    let text = SmallEncoder.configuration.replacing(setting, with: replacement)
    precondition(text != SmallEncoder.configuration)
    return ["config.json": text]
  }

  @Test(arguments: ["config.json", "vocab.txt", "model.safetensors"])
  func `a missing file`(name: String) throws {
    #expect(try reason(changing: [name: nil]) == .missingFile)
  }

  @Test func `settings of another kind of model`() throws {
    for (setting, replacement, name, found, wanted) in [
      ("\"bert\"", "\"roberta\"", "model_type", "roberta", "bert"),
      ("\"gelu\"", "\"relu\"", "hidden_act", "relu", "gelu"),
      ("\"gelu\"", "3", "hidden_act", "3", "gelu"),
      ("\"hidden_size\": 12", "\"hidden_size\": 13", "hidden_size", "13", "a multiple of 3 heads"),
      ("\"hidden_size\": 12,", "", "hidden_size", "missing", "a number from 1 to 16384"),
      (
        "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 1e300", "num_hidden_layers", "1e+300",
        "a number from 1 to 256"
      ),
      (
        "\"vocab_size\": 26", "\"vocab_size\": 99999999999", "vocab_size", "99999999999",
        "a number from 3 to 4194304"
      ),
      (
        "\"num_attention_heads\": 3", "\"num_attention_heads\": 0", "num_attention_heads", "0",
        "a number from 1 to 256"
      ),
      (
        "\"intermediate_size\": 20", "\"intermediate_size\": true", "intermediate_size", "true",
        "a number from 1 to 65536"
      ),
      (
        "\"layer_norm_eps\": 1e-12", "\"layer_norm_eps\": -1", "layer_norm_eps", "-1",
        "a number between 0 and 1"
      ),
      (
        "\"hidden_act\"", "\"position_embedding_type\": \"relative_key\", \"hidden_act\"",
        "position_embedding_type", "relative_key", "absolute"
      ),
    ] {
      #expect(
        try reason(changing: configuration(setting, replacement))
          == .unsupported(setting: name, found: found, wanted: wanted))
    }
  }

  @Test func `a cased tokenizer, another pooling, a limit without room`() throws {
    #expect(
      try reason(changing: ["tokenizer_config.json": "{\"do_lower_case\": false}"])
        == .unsupported(setting: "do_lower_case", found: "false", wanted: "true"))
    #expect(
      try reason(changing: ["1_Pooling/config.json": "{\"pooling_mode_cls_token\": true}"])
        == .unsupported(setting: "pooling_mode_cls_token", found: "true", wanted: "false"))
    #expect(
      try reason(changing: ["sentence_bert_config.json": "{\"max_seq_length\": 1}"])
        == .unsupported(
          setting: "max_seq_length", found: "1", wanted: "a number from 2 to 65536"))
  }

  @Test func `files that are not JSON`() throws {
    for content in ["", "[1, 2]", "{\"model_type\"", String(repeating: "[", count: 100_000)] {
      #expect(
        try reason(changing: ["config.json": content]) == .malformed("it is not a JSON object"))
    }
  }

  @Test func `a vocabulary larger than the model's`() throws {
    #expect(
      try reason(changing: configuration("\"vocab_size\": 26", "\"vocab_size\": 25"))
        == .vocabularyTooLarge(words: 26, rows: 25))
  }

  @Test func `the limit of the folder, else 256, and never beyond the positions`() throws {
    let limits = try [nil, "{\"max_seq_length\": 9}", "{\"max_seq_length\": 99}", "{}"].map {
      content in
      try SmallEncoder.withFolder(
        changing: content.map { ["sentence_bert_config.json": $0] } ?? [:]
      ) { try SentenceEncoder<Float>(folder: $0).configuration.limit }
    }
    #expect(limits == [16, 9, 16, 16])
  }

  @Test func `weights of another shape or another name`() throws {
    let changes = configuration("\"vocab_size\": 26", "\"vocab_size\": 4194304")
    try SmallEncoder.withFolder(changing: changes) { folder in
      let error = #expect(throws: ParameterFileError.self) {
        try SentenceEncoder<Float>(folder: folder)
      }
      #expect(
        error?.reason
          == .wrongShape(
            tensor: "embeddings.word_embeddings.weight", found: [26, 12], wanted: [4_194_304, 12]))
    }
    try SmallEncoder.withFolder(prefix: "model.") { folder in
      let error = #expect(throws: ParameterFileError.self) {
        try SentenceEncoder<Float>(folder: folder)
      }
      #expect(error?.reason == .missingTensor("embeddings.word_embeddings.weight"))
    }
  }

  @Test func `weights that are not finite`() throws {
    try SmallEncoder.withFolder { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      let file = try SafeTensorsFile(reading: url)
      for (name, value) in [
        ("encoder.layer.2.output.dense.bias", Float.nan),
        ("embeddings.word_embeddings.weight", Float.infinity),
      ] {
        let tensors = try file.entries.map { entry in
          var elements = try file.elements(of: entry, as: Float.self)
          if entry.name == name { elements[elements.count - 1] = value }
          return NamedTensor(name: entry.name, shape: entry.shape, elements: elements)
        }
        let broken = folder.appendingPathComponent("broken.safetensors")
        try writeSafeTensors(tensors, metadata: [:], to: broken)
        try FileManager.default.removeItem(at: url)
        try FileManager.default.moveItem(at: broken, to: url)
        let error = #expect(throws: ParameterFileError.self) {
          try SentenceEncoder<Float>(folder: folder)
        }
        #expect(error?.reason == .notFinite(tensor: name))
      }
    }
  }
}
