import Foundation
import Testing

@Suite("knowledge", .enabled(if: Program.isThere, "the program is not built beside the tests"))
struct KnowledgeCommandTests {
  private struct Found: Decodable {
    struct Meaning: Decodable {
      var name: String
      var kind: String
      var match: String
    }
    struct Term: Decodable {
      struct Fact: Decodable {
        var topic: String
        var text: String
        var sources: [String]
      }
      var name: String
      var score: Double
      var facts: [Fact]
    }
    struct Region: Decodable { var name: String }
    var meaning: Meaning?
    var terms: [Term]
    var regions: [Region]
  }

  private func lookup(_ arguments: String...) throws -> Found {
    let outcome = try Program().run(["knowledge", "lookup", "--json"] + arguments)
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(outcome)")
    return try JSONDecoder().decode(Found.self, from: Data(outcome.output.utf8))
  }

  @Test("lookup ranks terms, with the source of every fact, under the documented keys")
  func search() throws {
    let found = try lookup("pyramidal neuron layer 5", "--limit", "3")
    #expect(found.terms.count == 3 && found.terms[0].name == "layer 5 pyramidal neuron")
    #expect(found.terms.flatMap(\.facts).allSatisfy { $0.sources == ["built-in table"] })
    #expect(found.regions.first?.name == "cortical layer 5")
    let text = try Program().run("knowledge", "lookup", "pyramidal neuron layer 5")
    #expect(text.output.contains("1. layer 5 pyramidal neuron") && text.output.contains("BM25"))
    #expect(text.output.contains("[built-in table]"))
  }

  @Test("lookup says what a label means, or that it is unresolved")
  func label() throws {
    let found = try lookup("eL2/3")
    #expect(
      found.meaning?.name == "layer 2/3 pyramidal neuron" && found.meaning?.kind == "cell type")
    #expect(found.terms.first?.name == "layer 2/3 pyramidal neuron")
    #expect(try lookup("VISp_IV").meaning?.name == "cortical layer 4")
    #expect(try lookup("Zero").meaning == nil)
  }

  @Test("Markers are those of the species", arguments: [("mouse", "Plp1"), ("Hs", "PLP1")])
  func species(name: String, symbol: String) throws {
    let facts = try lookup("Oligo", "--species", name, "--limit", "1").terms.flatMap(\.facts)
    #expect(facts.first { $0.topic == "markers" }?.text.contains(symbol) == true)
  }

  @Test(
    "Any text is answered",
    arguments: [
      "", "\") OR *", "神经元", "-x".padding(toLength: 60_000, withPad: "é ", startingAt: 0),
    ])
  func anything(text: String) throws {
    let outcome = try Program().run(["knowledge", "lookup", "--", text])
    #expect(outcome.endedByItself && outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.utf8.count < 20_000)
  }

  @Test("What build writes, lookup reads")
  func build() throws {
    let scratch = try ScratchFolder()
    try Data("cell_type,gene,species\nfrobnicating cell,FROB1,human\nMicroglia,FROB2,Mm\n".utf8)
      .write(to: scratch.url.appendingPathComponent("mine.csv"))
    let base = scratch.path("KB.sqlite")
    let built = try Program().run(
      "knowledge", "build", "--markers", scratch.path("mine.csv"), "-o", base)
    #expect(built.exitCode == 0, "\(built)")
    #expect(built.output.contains("not matched             frobnicating cell"))
    #expect(try lookup("FROB1", "--knowledge", base).terms.map(\.name) == ["frobnicating cell"])
    let microglia = try lookup("Frob2", "--knowledge", base).terms
    #expect(microglia.map(\.name) == ["microglia"])
    #expect(microglia.first?.facts.last?.sources.contains("built-in table") == true)
    #expect(try scratch.names == ["KB.sqlite", "mine.csv"])
  }

  @Test("Input that is refused: exit code 1, one line, nothing left behind")
  func refused() throws {
    let scratch = try ScratchFolder()
    let table = scratch.path("mine.csv")
    try Data("cell,symbols\n".utf8).write(to: URL(fileURLWithPath: table))
    let base = scratch.path("KB.sqlite")
    let lines: [[String]] = [
      ["knowledge", "build", "--markers", table, "-o", base],
      ["knowledge", "build", "--ontology", table, "-o", base],
      ["knowledge", "build", "--markers", scratch.path("no.csv"), "-o", base],
      ["knowledge", "build", "--markers", table, "-o", scratch.path("no/KB.sqlite")],
      ["knowledge", "lookup", "x", "--knowledge", table],
      ["knowledge", "lookup", "x", "--knowledge", base],
      ["knowledge", "lookup", "x", "--knowledge", scratch.url.path],
      ["knowledge", "lookup", "x", "--llm-endpoint", "nowhere", "--llm-model", "m"],
    ]
    for arguments in lines {
      let outcome = try Program().run(arguments)
      #expect(outcome.endedByItself && outcome.exitCode == 1, "\(arguments): \(outcome)")
      #expect(outcome.errorLines.count { $0.hasPrefix("Error: ") } == 1)
      #expect(outcome.errorLines.last?.contains(";") == true, "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
      if arguments.last == scratch.url.path { #expect(outcome.errors.contains("is a folder")) }
    }
    #expect(try scratch.names == ["mine.csv"])
  }

  @Test(
    "A command line that is not understood ends with 64",
    arguments: [
      ["knowledge", "build", "-o", "x"], ["knowledge", "lookup"],
      ["knowledge", "lookup", "x", "--limit", "0"],
      ["knowledge", "lookup", "x", "--tissue", "moon"],
      ["knowledge", "lookup", "x", "--species", "fly"],
      ["knowledge", "lookup", "x", "--llm-endpoint", "http://localhost/v1"],
    ])
  func usage(arguments: [String]) throws {
    #expect(try Program().run(arguments).exitCode == 64)
  }
}
