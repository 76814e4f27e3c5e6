import AnnDataFiles

extension SectionFile {
  /// The `obs` columns that can be labels: categories, text and booleans, and whole numbers of few values.
  ///
  /// Text that differs in most cells, and numbers of many values, are left out unless the user names them.
  func readLabels(_ options: SectionOptions, _ notes: inout [String]) throws -> [LabelColumn] {
    let names = try contents.columnNames(of: .obs)
    let wanted = options.labelKeys + [options.sectionKey].compactMap { $0 }
    for key in wanted where !names.contains(key) {
      throw error("obs['\(key)']", .missing(available: names))
    }
    var labels: [LabelColumn] = []
    for name in names {
      let kind = try contents.columnKind(name, of: .obs)
      let isWanted = wanted.contains(name)
      guard let limit = distinctLimit(kind) else {
        if isWanted {
          // Where it cannot be read, reading says why.
          _ = try contents.column(name, of: .obs)
          throw error("obs['\(name)']", .notALabel)
        }
        continue
      }
      guard let categorical = try readColumn(name, isWanted, &notes) else {
        if isWanted { throw error("obs['\(name)']", .notALabel) }
        continue
      }
      let categories = categorical.categoryNames
      guard isWanted || categories.count <= limit else { continue }
      labels.append(
        LabelColumn(
          name: name, categories: categories, codes: categorical.codes,
          colors: try readColors(of: name, count: categories.count, &notes)))
    }
    return labels
  }

  /// A column as a categorical; nil where it is none, or where this libhdf5 cannot read it and nobody
  /// asked for it: files of newer libraries and of other filters hold such columns.
  private func readColumn(
    _ name: String, _ isWanted: Bool, _ notes: inout [String]
  ) throws -> Categorical? {
    do {
      return try contents.column(name, of: .obs)?.categorized
    } catch let error as HDF5Error where !isWanted {
      notes.append("obs['\(name)'] cannot be read and is left out: \(error.reason)")
      return nil
    }
  }

  /// How many distinct values a column of this kind may have to be read as a label; nil where it never is.
  private func distinctLimit(_ kind: ColumnKind) -> Int? {
    switch kind {
    case .categorical, .boolean: .max
    case .string: max(100, contents.cellCount / 2)
    case .integer: min(100, max(2, contents.cellCount / 2))
    case .float, .unreadable: nil
    }
  }

  /// The file's colours, where there is a readable one for each category; as in scanpy those behind the last
  /// category are not looked at.
  private func readColors(
    of key: String, count: Int, _ notes: inout [String]
  ) throws -> [String]? {
    guard contents.unsKeys().contains("\(key)_colors") else { return nil }
    guard let colors = try contents.colors(of: key) else {
      notes.append("uns['\(key)_colors'] is not used: it holds no list of texts")
      return nil
    }
    guard colors.count >= count else {
      notes.append(
        "uns['\(key)_colors'] is not used: \(colors.count.of("colour")) for \(count.of("category", plural: "categories"))"
      )
      return nil
    }
    let wanted = colors.prefix(count)
    let hex = wanted.compactMap(ColorNotation.hex)
    if hex.count == count { return hex }
    let unread = wanted.filter { ColorNotation.hex($0) == nil }
    let more = unread.count > 3 ? " and \(unread.count - 3) more" : ""
    notes.append(
      "uns['\(key)_colors'] is not used: no colour is called \(unread.prefix(3).map { "'\($0)'" }.joined(separator: ", "))\(more)"
    )
    return nil
  }
}
