extension SectionFile {
  /// Columns that often tell sections apart, for a hint.
  private static let likelyKeys = [
    "library_id", "slide", "slide_id", "sample", "sample_id", "batch",
  ]

  /// Takes the sections of a file apart, in the order of their categories; empty ones are left out. Beside
  /// each section the rows of its cells in the file.
  func split(
    _ whole: CellSection, _ options: SectionOptions, _ notes: inout [String]
  ) throws -> [(section: CellSection, rows: [Int])] {
    guard let column = whole.label(options.sectionKey ?? "section") else {
      for key in Self.likelyKeys {
        guard let label = whole.label(key), Set(label.codes).count > 1 else { continue }
        notes.append(
          "all cells are taken as one section; obs['\(key)'] has \(Set(label.codes).count) values, and may be named as the key of sections"
        )
        break
      }
      return [(whole, Array(0..<whole.cellCount))]
    }
    let homeless = column.codes.count { $0 < 0 }
    guard homeless == 0 else {
      throw error("obs['\(column.name)']", .cellsWithoutSection(count: homeless))
    }
    var cells = [[Int]](repeating: [], count: column.categories.count)
    for (cell, code) in column.codes.enumerated() { cells[Int(code)].append(cell) }
    return zip(column.categories, cells).filter { !$0.1.isEmpty }.map { name, cells in
      var section = cells.count == whole.cellCount ? whole : whole.selectingCells(cells)
      section.name = name
      return (section, cells)
    }
  }
}
