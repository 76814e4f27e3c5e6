import CellKnowledge
import Foundation
import Testing

@Suite("Marker tables")
struct MarkerTableReaderTests {
  private func read(_ text: String) throws -> [MarkerRow] {
    let scratch = try ScratchFolder()
    return try MarkerTableReader.read(scratch.file("markers.csv", text))
  }

  private func refusal(_ text: String) -> KnowledgeError? {
    knowledgeError { _ = try read(text) }
  }

  @Test("A plain table of types and genes; the spelling tells the species")
  func plain() throws {
    let rows = try read("cell_type,gene\nmicroglia,Hexb\nT cell,CD3D\n")
    #expect(rows.map(\.cellType) == ["microglia", "T cell"])
    #expect(rows.map(\.symbol) == ["Hexb", "CD3D"])
    #expect(rows.map(\.species) == [.mouse, .human])
    #expect(rows.allSatisfy { $0.isPositive && $0.weight == 1 })
  }

  @Test("Species, sign and weight are read; weights above 1 are shares of the largest")
  func full() throws {
    let rows = try read(
      "gene;Cell Type;species;weight;sign\nPlp1;oligo;Homo sapiens;4;+\nAqp4;oligo;mouse;2;-\n")
    #expect(rows.map(\.weight) == [1, 0.5])
    #expect(rows.map(\.isPositive) == [true, false])
    #expect(rows.map(\.species) == [.human, .mouse])
  }

  @Test("A field may hold several genes, in brackets or not, quoted or not")
  func lists() throws {
    let rows = try read("cellName\tgeneSymbol\nT\tCD4, [CD3D, CD3E], NA\nB\t\"CD19|MS4A1\"\n")
    #expect(rows.map(\.symbol) == ["CD4", "CD3D", "CD3E", "CD19", "MS4A1"])
  }

  @Test("ScType's columns of positive and negative genes")
  func scType() throws {
    let rows = try read(
      "tissueType,cellName,geneSymbolmore1,geneSymbolmore2\nBrain,Astrocytes,\"GFAP,AQP4\",MBP\n")
    #expect(rows.map(\.symbol) == ["GFAP", "AQP4", "MBP"])
    #expect(rows.map(\.isPositive) == [true, true, false])
  }

  @Test("Quotes inside quotes, and quotes inside words, are text")
  func quotes() throws {
    let rows = try read("cell_type,gene\n\"a \"\"b\"\", c\",Plp1\n5\" cell,Mbp\n")
    #expect(rows.map(\.cellType) == ["a \"b\", c", "5\" cell"])
  }

  @Test("What is malformed is refused with its line")
  func malformed() {
    #expect(refusal("")?.reason == .noRows)
    #expect(refusal("cell_type,gene\n")?.reason == .noRows)
    #expect(
      refusal("a,b\n1,2\n")?.reason == .columnMissing("cell types", available: ["a", "b"]))
    #expect(
      refusal("cell_type,b\n1,2\n")?.reason
        == .columnMissing("genes", available: ["cell_type", "b"]))
    let extra = refusal("cell_type,gene\nx,Plp1\ny,Mbp,Mog\n")
    #expect(extra?.line == 3)
    #expect(refusal("cell_type,gene\n\"x,Plp1\n")?.line == 2)
    for weight in ["0", "-1", "nan", "inf", "much"] {
      #expect(refusal("cell_type,gene,weight\nx,Plp1,\(weight)\n")?.line == 2, "\(weight)")
    }
  }

  @Test("An Excel file is refused with the way out", .enabled(if: TestData.isAvailable))
  func excel() {
    let error = knowledgeError {
      _ = try MarkerTableReader.read(TestData.knowledge("ScTypeDB_short.xlsx"))
    }
    #expect(error?.reason == .packed("an Excel or zip file"))
    #expect(error?.description.contains("save it as CSV") == true)
  }

  @Test("PanglaoDB", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
  func panglao() throws {
    let rows = try MarkerTableReader.read(
      TestData.knowledge("PanglaoDB_markers_27_Mar_2020.tsv"))
    let ctrb1 = rows.filter { $0.symbol == "CTRB1" && $0.cellType == "Acinar cells" }
    #expect(Set(ctrb1.map(\.species)) == [.mouse, .human])
    #expect(ctrb1.allSatisfy { abs($0.weight - (1 - 0.017)) < 1e-12 })
    #expect(Set(rows.map(\.cellType)).count == 178)
    #expect(rows.allSatisfy { $0.weight > 0 && $0.weight <= 1 })
  }
}

@Suite("Orthologues")
struct OrthologueTableTests {
  @Test("Two columns with or without a header; rows without an orthologue are passed over")
  func forms() throws {
    let scratch = try ScratchFolder()
    let bare = try OrthologueTable(
      reading: scratch.file("a.csv", "PLP1,Plp1\nMT-TF,\nTP73,Trp73\n"))
    let named = try OrthologueTable(
      reading: scratch.file("b.csv", "mouse_symbol,x,human_symbol\nPlp1,1,PLP1\nTrp73,2,TP73\n"))
    #expect(bare == named)
    #expect(bare.symbols(for: "TP73", in: .mouse) == ["Trp73"])
    #expect(bare.symbols(for: "Trp73", in: .human) == ["TP73"])
    #expect(bare.symbols(for: "MT-TF", in: .mouse).isEmpty)
  }

  @Test("Tables of other shapes are refused")
  func refused() throws {
    let scratch = try ScratchFolder()
    let wide = try scratch.file("w.csv", "a,b,c\n1,2,3\n")
    #expect(
      knowledgeError { _ = try OrthologueTable(reading: wide) }?.reason
        == .columnMissing("human and of mouse", available: ["a", "b", "c"]))
    let empty = try scratch.file("e.csv", "MT-TF,\n")
    #expect(knowledgeError { _ = try OrthologueTable(reading: empty) }?.reason == .noRows)
  }
}
