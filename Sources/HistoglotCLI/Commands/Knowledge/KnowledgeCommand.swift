import ArgumentParser

struct KnowledgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "knowledge",
    abstract: "Builds a knowledge base of ontologies and marker tables, and looks up cell types.",
    discussion: """
      A table of common cell types and regions is built in; nothing needs to be downloaded. A knowledge base \
      adds the Cell Ontology (https://obofoundry.org/ontology/cl) and marker tables to it.

      Example:
        histoglot knowledge lookup "pyramidal neuron layer 5"
        histoglot knowledge build --ontology cl-basic.obo \\
          --markers PanglaoDB_markers_27_Mar_2020.tsv -o KB.sqlite
        histoglot knowledge lookup "eL2/3" --knowledge KB.sqlite --species mouse \\
          --json
      """,
    subcommands: [KnowledgeBuildCommand.self, KnowledgeLookupCommand.self])
}
