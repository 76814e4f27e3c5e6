import ArgumentParser
import Autodiff
import CellKnowledge
import Foundation
import TextEncoder

/// Which language model rewrites descriptions, if any.
struct RewriteArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Have a language model at this OpenAI-compatible address rewrite the facts; its key, if any, is in HISTOGLOT_LLM_KEY.",
      valueName: "URL"))
  var llmEndpoint: String?

  @Option(help: ArgumentHelp("The language model's name there.", valueName: "name"))
  var llmModel: String?

  @Option(
    help: ArgumentHelp(
      "Where its answers are kept (default: ~/.cache/histoglot/rewrites.sqlite).",
      valueName: "file"))
  var llmCache: String?

  @Option(help: "How long to wait for an answer, in seconds.")
  var llmTimeout: Double = 60

  @Option(help: "The least cosine between the embeddings of facts and rewritten text.")
  var llmSimilarity: Double = 0.8

  @OptionGroup var text: TextArguments

  func validate() throws {
    if (llmEndpoint == nil) != (llmModel == nil) {
      throw ValidationError("--llm-endpoint and --llm-model go together.")
    }
    if !(llmTimeout > 0 && llmTimeout <= 3_600) {
      throw ValidationError("--llm-timeout must lie between 0 and 3600, not \(llmTimeout).")
    }
    if !(0...1).contains(llmSimilarity) {
      throw ValidationError("--llm-similarity must lie between 0 and 1, not \(llmSimilarity).")
    }
  }

  /// The rewriter, or nil where none was asked for. Throws before the model is asked where its texts could not be
  /// screened.
  func rewriter(_ store: KnowledgeStore) throws -> ParagraphRewriter? {
    guard let llmEndpoint, let llmModel else { return nil }
    let environment = ProcessInfo.processInfo.environment
    let model = try ChatEndpoint(
      address: llmEndpoint, model: llmModel, key: environment[ChatEndpoint.keyVariable],
      timeout: llmTimeout)
    let encoder = try text.encoder()
    let workspace = Workspace<Float>(threads: 1)
    let screening = RewriteScreening(leastSimilarity: llmSimilarity) { facts, answer in
      let vectors = encoder.vectors(of: [facts, answer], in: workspace)
      return Double(zip(vectors.row(0), vectors.row(1)).reduce(0) { $0 + $1.0 * $1.1 })
    }
    return ParagraphRewriter(
      model: model, screening: screening, cache: try RewriteCache(path: cachePath(environment)),
      store: store)
  }

  private func cachePath(_ environment: [String: String]) throws -> String {
    if let llmCache {
      try requireWritable(llmCache)
      return llmCache
    }
    let folder = TextEncoderLocation.cacheFolder(environment)
      .deletingLastPathComponent().deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appendingPathComponent("rewrites.sqlite").path
  }
}
