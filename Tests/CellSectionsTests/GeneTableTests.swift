import CellSections
import Foundation
import Testing

@Suite("Gene tables")
struct GeneTableTests {
  func table(_ text: String) throws -> GeneTable {
    try TestData.withTemporaryFolder { folder in
      let path = "\(folder)/genes.csv"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      return try GeneTable(path: path)
    }
  }

  @Test("from and to, wherever the columns stand, between commas or tabs")
  func columns() throws {
    for text in [
      "from,to\nGAD1,Gad1\nGAD1,Gad1b\nENSG00000000001,Sst\n",
      "x,to,from\n1,Gad1,GAD1\n2,Gad1b,GAD1\n3,Sst,ENSG00000000001\n4,Sst,\n",
      "from\tto\nGAD1\tGad1\nGAD1\tGad1b\nENSG00000000001\tSst\n",
    ] {
      let table = try table(text)
      #expect(table.count == 2)
      #expect(table.targets(of: Gene(name: "GAD1")) == ["Gad1", "Gad1b"])
      #expect(table.targets(of: Gene(name: "SST", ensemblID: "ENSG00000000001")) == ["Sst"])
      #expect(table.targets(of: Gene(name: "ENSG00000000001.12")) == ["Sst"])
      #expect(table.targets(of: Gene(name: "VIP")) == [])
    }
  }

  @Test("Other columns, ragged rows and missing files are refused")
  func refusals() throws {
    func reason(_ text: String) throws -> (String?, SectionError.Reason)? {
      do {
        _ = try table(text)
        return nil
      } catch let error as SectionError { return (error.element, error.reason) }
    }
    #expect(try reason("human,mouse\na,b\n")?.1 == .geneTableColumns(found: ["human", "mouse"]))
    let ragged = try reason("from,to\na,b\nc\n")
    #expect(ragged?.0 == "line 3")
    #expect(ragged?.1 == .malformedTable("1 field where the header has 2"))
    #expect(
      throws: SectionError(
        file: "/nothing/there.csv", reason: .malformedTable("the file cannot be read"))
    ) { try GeneTable(path: "/nothing/there.csv") }
  }

  @Test(
    "Ensembl's orthologues lead a human panel to mouse genes",
    .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
  func orthologues() throws {
    let source = try String(
      contentsOfFile: TestData.path("knowledge/Ensembl105_Human2Mouse_Genes.csv"), encoding: .utf8)
    // The file has no header of its own; blank partners are genes without an orthologue.
    let table = try table("from,to\n" + source)
    let mouse = try SectionFile(path: TestData.path("sections/osmfish_sscortex.h5ad")).read()
    let vocabulary = try GeneVocabulary(uniting: mouse.sections)
    let human = CellSection.panel(["CRH", "GAD1", "VIP", "MT-TF", "ALDOC"], species: "human")
    let match = try vocabulary.match(human, table: table)
    // osmFISH did not measure Gad1.
    #expect(
      match.rows.map { $0 < 0 ? nil : vocabulary.genes[Int($0)].name }
        == ["Crh", nil, "Vip", nil, "Aldoc"])
  }
}
