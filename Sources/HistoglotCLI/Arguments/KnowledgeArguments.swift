import ArgumentParser
import CellKnowledge

/// Which knowledge counts.
struct KnowledgeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A knowledge base of `histoglot knowledge build`, added to the built-in table.",
      valueName: "KB.sqlite"))
  var knowledge: String?

  func store() throws -> KnowledgeStore {
    guard let knowledge else { return try KnowledgeStore() }
    return try KnowledgeStore(opening: knowledge)
  }
}

extension Tissue: ExpressibleByArgument {}

extension Species: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }
}
