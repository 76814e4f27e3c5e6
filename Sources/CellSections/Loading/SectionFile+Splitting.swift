extension SectionFile {
  /// Columns that often tell sections apart, for a hint.
  private static let likelyKeys = [
    "library_id", "slide", "slide_id", "sample", "sample_id", "batch",
  ]

  /// Takes the sections of a file apart by the key the user names, or by `section`.
  func split(
    _ whole: CellSection, _ options: SectionOptions, _ notes: inout [String]
  ) throws -> [SectionPart] {
    if let column = whole.label(options.sectionKey ?? "section") {
      return try whole.split(by: column, file: path)
    }
    for key in Self.likelyKeys {
      guard let label = whole.label(key), Set(label.codes).count > 1 else { continue }
      notes.append(
        "all cells are taken as one section; obs['\(key)'] has \(Set(label.codes).count) values, and may be named with --section-key"
      )
      break
    }
    return [SectionPart(section: whole, rows: Array(0..<whole.cellCount))]
  }
}

/// A section of a file, with the rows of its cells there.
package struct SectionPart: Sendable {
  package var section: CellSection
  package var rows: [Int]

  package init(section: CellSection, rows: [Int]) {
    self.section = section
    self.rows = rows
  }
}

extension CellSection {
  /// One section per category of a label, named by them; categories without cells are left out.
  ///
  /// They come in the order of the categories. Where that is the alphabet's, as pandas makes it, numbers in names
  /// count as numbers: sec1, sec2, sec10.
  ///
  /// - Throws: `SectionError` with `cellsWithoutSection` where a cell has no category.
  package func split(
    by column: LabelColumn, file: String
  ) throws(SectionError) -> [SectionPart] {
    let homeless = column.codes.count { $0 < 0 }
    guard homeless == 0 else {
      throw SectionError(
        file: file, element: "obs['\(column.name)']",
        reason: .cellsWithoutSection(count: homeless))
    }
    var cells = [[Int]](repeating: [], count: column.categories.count)
    for (cell, code) in column.codes.enumerated() { cells[Int(code)].append(cell) }
    return NaturalOrder.shown(column.categories).filter { !cells[$0].isEmpty }.map { code in
      let (name, cells) = (column.categories[code], cells[code])
      var section = cells.count == cellCount ? self : selectingCells(cells)
      section.name = name
      return SectionPart(section: section, rows: cells)
    }
  }
}
