import ArgumentParser
import CellKnowledge

/// Where cell types and regions are looked up.
struct KnowledgeArguments: ParsableArguments {
  @Option(
    help: "A knowledge base from `histoglot knowledge build`, beside the built-in table.")
  var knowledge: String?

  func store() throws -> KnowledgeStore {
    try knowledge.map { try KnowledgeStore(opening: $0) } ?? KnowledgeStore()
  }
}
