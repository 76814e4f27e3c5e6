import ArgumentParser
import CellKnowledge
import CellSections
import Foundation

struct KnowledgeBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Reads ontologies and marker tables into a knowledge base.",
    discussion: """
      Ontologies are OBO files. Marker tables are CSV or TSV: PanglaoDB's, CellMarker's, or any with the columns \
      cell_type and gene and, where there are, species, weight and sign. Tables of orthologues have two columns, \
      human and mouse symbols. Cell types of marker tables are matched to terms by name; those that match none \
      become terms of their own.

      Example:
        histoglot knowledge build --ontology cl-basic.obo \\
          --markers PanglaoDB_markers_27_Mar_2020.tsv -o KB.sqlite
        histoglot knowledge build --markers mine.csv --orthologues human-mouse.csv \\
          -o KB.sqlite
      """)

  @Option(help: ArgumentHelp("An ontology in OBO format.", valueName: "file"))
  var ontology: [String] = []

  @Option(help: ArgumentHelp("A table of marker genes, CSV or TSV.", valueName: "file"))
  var markers: [String] = []

  @Option(help: ArgumentHelp("A table of human and mouse gene symbols.", valueName: "file"))
  var orthologues: [String] = []

  @Option(name: [.short, .long], help: "The knowledge base to write.")
  var output: String

  @Flag(help: "Print a summary as JSON.")
  var json = false

  func validate() throws {
    if ontology.isEmpty, markers.isEmpty, orthologues.isEmpty {
      throw ValidationError("Name at least one --ontology, --markers or --orthologues.")
    }
  }

  func run() throws {
    try requireWritable(knowledgeBase: output)
    let log = ProgressLog()
    let build = KnowledgeBuild(
      ontologies: ontology, markerTables: markers, orthologueTables: orthologues)
    let summary = try build.write(to: output) { log.say($0) }
    if json {
      print(try summary.prettyJSON)
      return
    }
    print(
      "\(output): \(summary.terms.of("term")), \(summary.synonyms.of("synonym")), \(summary.markers.of("marker")), "
        + "\(summary.orthologues.of("pair")) of orthologues")
    guard !markers.isEmpty else { return }
    print("types of marker tables  \(summary.matchedTypes) matched to terms")
    if !summary.newTypes.isEmpty {
      print("not matched             \(summary.newTypes.joined(separator: ", "))")
    }
  }
}

extension Encodable {
  var prettyJSON: String {
    get throws {
      return try readableJSON(self)
    }
  }
}
