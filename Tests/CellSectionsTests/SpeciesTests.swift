import CellSections
import Testing

@Suite("Species")
struct SpeciesTests {
  @Test("Common, scientific and short names and taxonomy ids mean the same")
  func names() {
    for name in ["mouse", "Mus musculus", "mmusculus", "NCBITaxon:10090", "MUS_MUSCULUS"] {
      #expect(Species(name) == .mouse)
    }
    #expect(Species("Homo sapiens") == Species("human"))
    #expect(Species("Danio rerio") == Species("danio rerio"))
    #expect(Species("Danio rerio") != .mouse)
  }

  @Test("Ensembl ids tell the species where the file does not")
  func fromIDs() {
    #expect(CellSection.panel(["a", "b"], ids: ["ENSG00000000001", nil]).knownSpecies == .human)
    #expect(CellSection.panel(["ENSMUSG00000000001.4"]).knownSpecies == .mouse)
    #expect(CellSection.panel(["Gad1"]).knownSpecies == nil)
    #expect(
      CellSection.panel(["ENSG00000000001", "ENSMUSG00000000001"]).knownSpecies == nil)
    #expect(CellSection.panel(["ENSG00000000001"], species: "mouse").knownSpecies == .mouse)
  }
}
