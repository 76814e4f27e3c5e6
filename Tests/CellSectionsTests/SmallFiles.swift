import AnnDataFiles
import CellSections

/// An .h5ad file of three cells and two genes, changed by each test in one point.
struct SmallFile {
  var contents: AnnDataContents

  init(
    counts: [Double] = [1, 0, 2, 3, 0, 4], cells: [String] = ["c0", "c1", "c2"],
    genes: [String] = ["a", "b"]
  ) {
    contents = AnnDataContents(
      x: .array(TypedArray(shape: [cells.count, genes.count], .float64(counts))),
      obs: DataFrame(rowNames: cells), var: DataFrame(rowNames: genes))
    contents.obsm = [
      NamedElement(
        "spatial",
        .array(
          TypedArray(shape: [cells.count, 2], .float64((0..<cells.count * 2).map(Double.init)))))
    ]
  }

  /// Writes the file and reads its sections.
  func read(_ options: SectionOptions = SectionOptions()) throws -> LoadedSections {
    try TestData.withTemporaryFolder { folder in
      let path = "\(folder)/small.h5ad"
      try contents.write(to: path)
      return try SectionFile(path: path).read(options)
    }
  }

  /// Why reading fails, and which element is named.
  func refusal(
    _ options: SectionOptions = SectionOptions()
  ) throws -> (element: String?, reason: SectionError.Reason)? {
    do {
      _ = try read(options)
      return nil
    } catch let error as SectionError {
      return (error.element, error.reason)
    }
  }
}
