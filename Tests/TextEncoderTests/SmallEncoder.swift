import Autodiff
import Foundation

/// A Hugging Face folder of a tiny BERT with random weights, so that most tests need no download.
enum SmallEncoder {
  static let pieces =
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    + ["a", "cell", "of", "the", "cortex", "layer", "-", ",", "neuron", "glia", "##s", "##l"]
    + ["mi", "##cro", "##glia", "##glial", "oli", "##go", "5", "x", "##x"]

  static let texts = [
    "microglia", "a cell of the cortex", "neurons, glia", "layer 5", "",
    "oligo-glial cell of layer x",
  ]

  static let configuration = """
    {"model_type": "bert", "hidden_size": 12, "num_hidden_layers": 3, "num_attention_heads": 3,
     "intermediate_size": 20, "vocab_size": \(pieces.count), "max_position_embeddings": 16,
     "type_vocab_size": 2, "layer_norm_eps": 1e-12, "hidden_act": "gelu"}
    """

  /// Writes the folder and hands it to `body`; it is taken away afterwards.
  ///
  /// - Parameters:
  ///   - prefix: what stands before the tensors' names.
  ///   - change: what a test wants otherwise, a file's name and its content; nil takes it away.
  static func withFolder<Result>(
    prefix: String = "", changing changes: [String: String?] = [:],
    _ body: (URL) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("histoglot-text-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("1_Pooling"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var generator = SeededGenerator(seed: 8)
    let tensors = shapes.map { name, shape in
      let count = shape.reduce(1, *)
      let isScale = name.hasSuffix("LayerNorm.weight")
      return NamedTensor(
        name: prefix + name, shape: shape,
        elements: (0..<count).map { _ in (isScale ? 1 : 0) + 0.3 * generator.normal() })
    }
    try writeSafeTensors(
      tensors, metadata: ["format": "pt"], to: folder.appendingPathComponent("model.safetensors"))
    try Data(configuration.utf8).write(to: folder.appendingPathComponent("config.json"))
    try Data((pieces.joined(separator: "\n") + "\n").utf8).write(
      to: folder.appendingPathComponent("vocab.txt"))
    for (name, content) in changes {
      let url = folder.appendingPathComponent(name)
      if let content {
        try Data(content.utf8).write(to: url)
      } else {
        try FileManager.default.removeItem(at: url)
      }
    }
    return try body(folder)
  }

  /// The tensors of the folder; those of the pooler are there, as in real ones, and are not read.
  static let shapes: [(String, [Int])] = {
    var shapes: [(String, [Int])] = [
      ("embeddings.word_embeddings.weight", [pieces.count, 12]),
      ("embeddings.position_embeddings.weight", [16, 12]),
      ("embeddings.token_type_embeddings.weight", [2, 12]),
      ("embeddings.LayerNorm.weight", [12]), ("embeddings.LayerNorm.bias", [12]),
      ("pooler.dense.weight", [12, 12]), ("pooler.dense.bias", [12]),
    ]
    for layer in 0..<3 {
      for (name, shape) in [
        ("attention.self.query", [12, 12]), ("attention.self.key", [12, 12]),
        ("attention.self.value", [12, 12]), ("attention.output.dense", [12, 12]),
        ("intermediate.dense", [20, 12]), ("output.dense", [12, 20]),
        ("attention.output.LayerNorm", [12]), ("output.LayerNorm", [12]),
      ] {
        shapes.append(("encoder.layer.\(layer).\(name).weight", shape))
        shapes.append(("encoder.layer.\(layer).\(name).bias", [shape[0]]))
      }
    }
    return shapes
  }()
}
