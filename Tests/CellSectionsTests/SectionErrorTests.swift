import CellSections
import Testing

@Suite("Errors about sections")
struct SectionErrorTests {
  @Test("One line: where, what, what to do")
  func oneLine() {
    let error = SectionError(
      file: "a.h5ad", element: "var_names",
      reason: .duplicateGenes(["x\ny", "z", "1", "2", "3", "4"]))
    #expect(
      error.description
        == "a.h5ad, var_names: 6 gene names occur more than once (x y, z, 1, 2, 3 and 1 more); make them unique first: adata.var_names_make_unique(), then adata.write_h5ad(…)"
    )
    #expect(
      SectionError(reason: .tooFewGenesMatched(share: 0.12345, least: 0.2, examples: ["q"]))
        .description
        == "only 12.3 % of the genes are in the vocabulary, 20.0 % are needed (missing: q); check the species and the kind of ids, or map them with a gene table (--gene-table)"
    )
  }
}
