import CellKnowledge
import Histoglot
import Testing

@Suite("Types as a knowledge store has them")
struct KnownTypesTests {
  private static func known(_ species: Species = .mouse) throws -> KnownTypes {
    KnownTypes(try KnowledgeStore(), species: species, tissue: .brain)
  }

  @Test("A type keeps the name it was asked for by and takes the store's markers")
  func completed() throws {
    let types = try Self.known().completed([
      TypeCandidate(name: "Oligo"), TypeCandidate(name: "eL2/3"),
      TypeCandidate(name: "mine", markers: ["Aqp4"]), TypeCandidate(name: "zzzz qqqq"),
    ])
    #expect(types.map(\.name) == ["Oligo", "eL2/3", "mine", "zzzz qqqq"])
    #expect(types[0].markers.contains("Plp1") && types[1].markers.contains("Cux2"))
    #expect(types[1].negativeMarkers.contains("Gad1"))
    #expect(types[2].markers == ["Aqp4"] && types[3].markers.isEmpty)
    #expect(types[0].source?.contains("built-in table") == true)
    #expect(types[3].source?.hasPrefix("unknown name") == true)
  }

  @Test("What a name means comes with what that is a kind of")
  func lineage() throws {
    let types = try Self.known().completed([
      TypeCandidate(name: "Oligo"), TypeCandidate(name: "Pvalb", markers: ["Pvalb"]),
      TypeCandidate(name: "inhibitory neuron"), TypeCandidate(name: "zzzz qqqq"),
    ])
    #expect(types[1].isKind(of: types[2]) && !types[2].isKind(of: types[1]))
    #expect(types[2].isKind(of: types[2]) && !types[0].isKind(of: types[2]))
    #expect(!types[3].isKind(of: types[3]))
  }

  @Test("Markers come in the spelling of the species")
  func species() throws {
    let type = try Self.known(.human).completed([TypeCandidate(name: "astrocyte")])
    #expect(type[0].markers.contains("AQP4") && !type[0].markers.contains("Aqp4"))
  }

  @Test("The slim has broad types of the tissue, each with markers")
  func slim() throws {
    let types = try Self.known().slim()
    #expect(types.contains { $0.name == "microglia" } && !types.contains { $0.name == "B cell" })
    #expect(types.allSatisfy { !$0.markers.isEmpty } && types.count > 5)
  }
}
