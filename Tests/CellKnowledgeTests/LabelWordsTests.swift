import CellKnowledge
import Testing

@Suite("Words of labels")
struct LabelWordsTests {
  @Test(
    "Layers are read however they are written",
    arguments: [
      ("eL2/3", ["2", "3"]), ("Pyramidal L2-3", ["2", "3"]), ("layer II/III", ["2", "3"]),
      ("L23", ["2", "3"]), ("layers 2 and 3", ["2", "3"]), ("Pyramidal L2-3 L5", ["2", "3", "5"]),
      ("eL5-1", ["5"]), ("L5b", ["5"]), ("L6a", ["6"]), ("L6b", ["6b"]), ("layer VIb", ["6b"]),
      ("VISp_II/III", ["2", "3"]), ("VISp_V", ["5"]), ("L5IT", ["5"]), ("layer_4", ["4"]),
      ("L 4", ["4"]), ("Lhx6", []), ("IL6", []), ("Cxcl14", []), ("Ly6c1", []), ("CD4", []),
      ("Ccl5", []), ("V", []), ("Dll4", []),
    ])
  func layers(label: String, layers: [String]) {
    #expect(LabelWords(label).layers == Set(layers))
  }

  @Test("Case, plurals, order, separators and spelling make no difference")
  func key() {
    let key = LabelWords("tumour endothelial fibres").key
    for other in [
      "Endothelial_Tumor-Fiber", "FIBERS, tumors: endothelial cells", "endothelial.tumour.fibre",
    ] {
      #expect(LabelWords(other).key == key)
    }
    #expect(LabelWords("T cell").key != LabelWords("B cell").key)
  }
}
