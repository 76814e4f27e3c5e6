import CellSections

extension CellSection {
  /// A section of cells without coordinates from a dense table of counts, `[cells][genes]`.
  static func small(
    _ name: String = "small", genes: [Gene], counts: [[Int32]], species: String? = nil
  ) -> CellSection {
    var (starts, columns, values) = ([0], [Int32](), [Int32]())
    for row in counts {
      for (column, count) in row.enumerated() where count > 0 {
        columns.append(Int32(column))
        values.append(count)
      }
      starts.append(columns.count)
    }
    return CellSection(
      name: name, cellIDs: counts.indices.map { "cell\($0)" }, genes: genes,
      counts: CountMatrix(
        rowStarts: starts, columns: columns, values: values, columnCount: genes.count),
      species: species)
  }

  /// One empty cell with these genes.
  static func panel(
    _ names: [String], ids: [String?] = [], species: String? = nil
  ) -> CellSection {
    let genes = names.enumerated().map { index, name in
      Gene(name: name, ensemblID: ids.indices.contains(index) ? ids[index] : nil)
    }
    return small(genes: genes, counts: [names.map { _ in 0 }], species: species)
  }
}
