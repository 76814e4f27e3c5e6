import Histoglot
import SectionSimulator
import Testing

@Suite("Whether a section holds a type")
struct TypePresenceTests {
  private static func findings(
    _ types: [(String, String)], change: (inout [TypeCandidate]) -> Void = { _ in }
  ) throws -> [TypePresence.Finding] {
    let section = try simulate(SimulationRecipe(cells: 2_000, genes: 90, sections: 1, seed: 5))[0]
    var candidates = types.map {
      TypeCandidate(name: $0.0, markers: $0.1.split(separator: " ").map(String.init))
    }
    change(&candidates)
    return try TypePresence(of: candidates, in: [section]).findings
  }

  private static func isSeen(_ finding: TypePresence.Finding) -> Bool {
    if case .seen = finding { true } else { false }
  }

  private static func isNotSeen(_ finding: TypePresence.Finding) -> Bool {
    if case .notSeen = finding { true } else { false }
  }

  @Test("Planted types are seen, rare ones too; markers of different types are no type")
  func planted() throws {
    let findings = try Self.findings([
      ("Oligo", "Mbp Plp1 Mog"), ("Micro", "C1qa Cx3cr1"), ("Endo", "Cldn5 Flt1"),
      ("VLMC", "Dcn Col1a1"), ("neither", "Aqp4 Pdgfra"), ("nor", "Rorb Vip"),
    ])
    #expect(findings.prefix(4).allSatisfy(Self.isSeen), "\(findings)")
    #expect(findings.suffix(2).allSatisfy(Self.isNotSeen), "\(findings)")
  }

  @Test("One marker is no company, and none is nothing")
  func single() throws {
    let findings = try Self.findings([
      ("Oligo", "Mbp Plp1 Mog"), ("own", "Aqp4"), ("shared", "Mog"), ("absent", "Nowhere1"),
    ])
    #expect(
      findings.dropFirst() == [
        .oneMarker("Aqp4", isItsOwn: true), .oneMarker("Mog", isItsOwn: false), .noMarker,
      ])
  }

  @Test("A type is not seen by what another type explains, unless that is a kind of it")
  func explained() throws {
    let types = [("inhibitory", "Gad1 Gad2 Slc32a1"), ("Golgi", "Gad1 Gad2 Slc32a1 Aqp4")]
    let apart = try Self.findings(types)
    #expect(apart[0] == .nothingOfItsOwn)
    #expect(!Self.isSeen(apart[1]), "\(apart)")
    let kin = try Self.findings(types) { candidates in
      candidates[0].term = "inhibitory"
      candidates[1].term = "Golgi"
      candidates[1].lineage = ["inhibitory"]
    }
    #expect(Self.isSeen(kin[0]) && !Self.isSeen(kin[1]), "\(kin)")
  }

  @Test("What is found does not depend on the order of cells")
  func order() throws {
    let section = try simulate(SimulationRecipe(cells: 600, genes: 90, sections: 1, seed: 5))[0]
    let types = [TypeCandidate(name: "Oligo", markers: ["Mbp", "Plp1", "Mog"])]
    let turned = section.selectingCells((0..<section.cellCount).reversed())
    #expect(
      try TypePresence(of: types, in: [section]).findings
        == TypePresence(of: types, in: [turned]).findings)
  }
}
