import CellSections
import Histoglot
import Testing

@Suite("Markers on a panel")
struct MarkerPanelTests {
  private static let genes = ["Slc17a7", "Cux2", "Foxp2", "Aqp4", "MOG", "Sst"].map {
    Gene(name: $0)
  }
  private static let types = [
    TypeCandidate(name: "upper", markers: ["Slc17a7", "Cux2"], negativeMarkers: ["Aqp4", "Cux2"]),
    TypeCandidate(name: "lower", markers: ["Slc17a7", "Foxp2", "Absent1"]),
    TypeCandidate(name: "astrocyte", markers: ["AQP4", "Aqp4"]),
    TypeCandidate(name: "oligodendrocyte", markers: ["Mog"]),
    TypeCandidate(name: "mystery", markers: ["Absent2"]),
  ]

  @Test("Markers are found by symbol, else without regard to case, each once")
  func lookup() {
    let panel = MarkerPanel(Self.types, genes: Self.genes)
    #expect(panel.markers == [[0, 1], [0, 2], [3], [4], []])
    #expect(panel.marked == [0, 1, 2, 3])
  }

  @Test("What a type is said to hold is no negative marker of it")
  func negative() {
    #expect(MarkerPanel(Self.types, genes: Self.genes).negativeMarkers[0] == [3])
  }

  @Test("Types that share a marker do not oppose each other")
  func opposing() {
    let panel = MarkerPanel(Self.types, genes: Self.genes)
    #expect(panel.opposing == [[2, 3], [2, 3], [0, 1, 3], [0, 1, 2], []])
  }

  @Test("Where two genes differ by case alone, neither is meant by a third spelling")
  func ambiguous() {
    let genes = [Gene(name: "AbC"), Gene(name: "aBc")]
    let types = ["abc", "AbC"].map { TypeCandidate(name: $0, markers: [$0]) }
    #expect(MarkerPanel(types, genes: genes).markers == [[], [0]])
  }

  @Test("A gene table and Ensembl ids name genes too")
  func otherNames() {
    let genes = [Gene(name: "ENSMUSG1"), Gene(name: "x", ensemblID: "ENSMUSG00000000002")]
    let table = GeneTable(pairs: [("ENSMUSG1", "Aqp4")])
    let types = [
      TypeCandidate(name: "a", markers: ["Aqp4"]),
      TypeCandidate(name: "b", markers: ["ENSMUSG00000000002"]),
    ]
    #expect(MarkerPanel(types, genes: genes, table: table).markers == [[0], [1]])
  }
}
