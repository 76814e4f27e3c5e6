import ArgumentParser
import CellKnowledge

struct KnowledgeLookupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookup",
    abstract:
      "Finds cell types and regions by words, labels, genes, and says where each fact is from.",
    discussion: """
      A label as it stands in real data (eL2/3, Oligo, Smc, "Oligodendrocyte MF") is resolved first; then come the \
      terms that share words with the text, best first by BM25, and regions of tissue.

      With --llm-endpoint and --llm-model a language model rewrites each term's facts as a paragraph. Its text is \
      shown only if it names no gene that the facts do not and stays close to them in meaning.

      Example:
        histoglot knowledge lookup "pyramidal neuron layer 5"
        histoglot knowledge lookup Oligo --species human
        histoglot knowledge lookup "white matter" --knowledge KB.sqlite --json
        histoglot knowledge lookup Smc --limit 1 \\
          --llm-endpoint http://localhost:11434/v1 --llm-model llama3.2
      """)

  @Argument(help: "Words, a label, a gene symbol or a term's id.")
  var text: String

  @OptionGroup var source: KnowledgeArguments

  @Option(help: "Only terms of this tissue: brain, immune, epithelial, stromal or tumour.")
  var tissue: Tissue?

  @Option(help: "Whose gene symbols are shown: mouse or human.")
  var species: Species?

  @Option(help: "How many terms.")
  var limit: Int = 5

  @OptionGroup var rewriting: RewriteArguments

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if !(1...1000).contains(limit) {
      throw ValidationError("--limit must lie between 1 and 1000, not \(limit).")
    }
  }

  func run() throws {
    let store = try source.store()
    let rewriter = try rewriting.rewriter(store)
    let log = ProgressLog()
    var hasFailed = false
    let report = try LookupReport(
      text, in: store, tissue: tissue, species: species, limit: limit
    ) { paragraph, name in
      guard let rewriter, !hasFailed else { return nil }
      log.update("asking about \(name)")
      defer { log.clearLine() }
      do {
        return try rewriter.rewrite(paragraph)
      } catch let error as KnowledgeError {
        // The facts are there without it.
        hasFailed = true
        log.say("warning: \(error); the facts are shown as they are")
        return nil
      }
    }
    print(json ? try report.prettyJSON : report.text)
  }
}
