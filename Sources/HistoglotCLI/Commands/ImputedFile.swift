import AnnDataFiles
import Histoglot

/// A copy of an input with imputed genes.
struct ImputedFile {
  private let file: AnnotationFile
  private let imputations: [GeneImputation]
  private let reference: String

  init(_ file: AnnotationFile, _ imputations: [GeneImputation], reference: String) {
    self.file = file
    self.imputations = imputations
    self.reference = reference
  }

  /// Several sections of one file share their genes, so that all have the same columns.
  func write(to output: String) throws {
    guard let first = imputations.first else { return }
    let width = first.genes.count
    let rows = zip(file.input.sections, imputations).map { section, imputation in
      (0..<section.cellCount).map { Array(imputation.expression[$0 * width..<($0 + 1) * width]) }
    }
    let values = file.inFileOrder([], rows)
    try file.write(to: output) { copy, _ in
      copy.set(
        .array(TypedArray(shape: [values.count, width], .float32(Array(values.joined())))),
        named: "X_histoglot_imputed", in: .obsm)
      copy.setUns(
        .mapping([
          NamedElement("genes", .dataframe(genes(first))),
          NamedElement("left_out", .dataframe(leftOut(first))),
          NamedElement("reference", .text(reference)),
          NamedElement("version", .text(histoglotVersion)),
          NamedElement("method", .texts(imputations.map { "\($0.choice)" })),
          NamedElement("units", .text("log1p of counts at the reference's median library size")),
        ]), "histoglot_imputed")
    }
  }

  /// A row for each column of the matrix. Of several sections, means.
  private func genes(_ first: GeneImputation) -> DataFrame {
    DataFrame(
      rowNames: first.genes.map(\.name),
      columns: [
        NamedColumn("expected_pearson", .floats(mean { $0.expectedCorrelations })),
        NamedColumn(
          "pearson_within_reference", .floats(mean { $0.correlationsWithinReference })),
      ])
  }

  /// The shared genes, with how well each came out when it was hidden.
  private func leftOut(_ first: GeneImputation) -> DataFrame {
    let isSame = imputations.allSatisfy { $0.leftOut.map(\.gene) == first.leftOut.map(\.gene) }
    let values =
      isSame
      ? mean { $0.leftOut.map(\.correlation) } : first.leftOut.map { Float($0.correlation) }
    return DataFrame(
      rowNames: first.leftOut.map(\.gene), columns: [NamedColumn("pearson", .floats(values))])
  }

  private func mean(_ values: (GeneImputation) -> [Double]) -> [Float] {
    let all = imputations.map(values)
    return all[0].indices.map { place in
      Float(all.reduce(0) { $0 + $1[place] } / Double(all.count))
    }
  }
}
