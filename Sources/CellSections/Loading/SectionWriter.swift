import AnnDataFiles

/// Writes sections to a new .h5ad file that scanpy, squidpy and `SectionFile` read.
///
/// Counts go to `X` as integers, places to `obsm['spatial']`, labels and the section's name to `obs`, Ensembl
/// ids to `var['gene_id']`, unit, species and origin to `uns['source']`.
public struct SectionWriter: Sendable {
  /// What is said of the data's origin, in `uns['source']['note']`.
  public var note: String?

  public init(note: String? = nil) { self.note = note }

  /// Writes the sections one after another; a file that was there stays as it was unless all went well.
  /// The same sections give the same bytes.
  ///
  /// Cells whose names occur in several sections get their section's name in front.
  ///
  /// - Throws: `SectionError` with `sectionsDiffer` where the sections have different genes, units or
  ///   species, or only some have coordinates; `HDF5Error` where the file cannot be written.
  public func write(_ sections: [CellSection], to path: String) throws {
    guard let first = sections.first, sections.contains(where: { $0.cellCount > 0 }) else {
      throw SectionError(file: path, reason: .noCells)
    }
    try check(sections, first, path)
    var contents = AnnDataContents(
      x: .sparse(SparseMatrix(joinedCounts(sections))),
      obs: DataFrame(rowNames: cellIDs(sections), columns: columns(sections)),
      var: DataFrame(rowNames: first.genes.map(\.name), columns: geneColumns(first.genes)))
    if first.coordinates != nil {
      let places = sections.compactMap(\.coordinates).flatMap { places in
        zip(places.x, places.y).flatMap { [$0, $1] }
      }
      let array = TypedArray(shape: [places.count / 2, 2], .float64(places))
      contents.obsm.append(NamedElement("spatial", .array(array)))
    }
    contents.uns = colors(sections) + source(first)
    try contents.write(to: path)
  }

  private func check(_ sections: [CellSection], _ first: CellSection, _ path: String) throws {
    for section in sections {
      let difference: String? =
        if section.genes != first.genes {
          "genes"
        } else if section.coordinates?.unit != first.coordinates?.unit {
          "coordinates or their units"
        } else if section.species != first.species {
          "species"
        } else {
          nil
        }
      if let difference {
        throw SectionError(
          file: path, element: "section \(section.name)", reason: .sectionsDiffer(in: difference))
      }
    }
  }

  private func joinedCounts(_ sections: [CellSection]) -> SparseRows<Int32> {
    var (starts, columns, values) = ([0], [Int32](), [Int32]())
    for counts in sections.map(\.counts) {
      let offset = columns.count
      starts += counts.rowStarts.dropFirst().map { $0 + offset }
      columns += counts.columns
      values += counts.values
    }
    return SparseRows(
      rowStarts: starts, columns: columns, values: values,
      columnCount: sections.first?.geneCount ?? 0)
  }

  private func cellIDs(_ sections: [CellSection]) -> [String] {
    let ids = sections.flatMap(\.cellIDs)
    guard sections.count > 1, Set(ids).count < ids.count else { return ids }
    return sections.flatMap { section in section.cellIDs.map { "\(section.name):\($0)" } }
  }

  private func geneColumns(_ genes: [Gene]) -> [NamedColumn] {
    guard genes.contains(where: { $0.ensemblID != nil }) else { return [] }
    return [NamedColumn("gene_id", .texts(genes.map { $0.ensemblID ?? "" }))]
  }

  // MARK: - Labels

  private func columns(_ sections: [CellSection]) -> [NamedColumn] {
    let labels = Self.joinedLabels(sections)
    var columns = labels.map { label in
      NamedColumn(
        label.name, .categorical(Categorical(codes: label.codes, names: label.categories)))
    }
    if !labels.contains(where: { $0.name == "section" }) {
      let names = sections.map(\.name).uniqued
      let codes = sections.flatMap { section in
        let code = Int32(names.firstIndex(of: section.name) ?? 0)
        return [Int32](repeating: code, count: section.cellCount)
      }
      columns.append(
        NamedColumn("section", .categorical(Categorical(codes: codes, names: names))))
    }
    return columns
  }

  /// One column per name, with the categories of all sections; missing where a section has no such label.
  private static func joinedLabels(_ sections: [CellSection]) -> [LabelColumn] {
    sections.flatMap { $0.labels.map(\.name) }.uniqued.map { name in
      let columns = sections.map { $0.label(name) }
      let categories = columns.flatMap { $0?.categories ?? [] }.uniqued
      let places = Dictionary(
        uniqueKeysWithValues: zip(categories, categories.indices.map(Int32.init)))
      let codes = zip(sections, columns).flatMap { section, column in
        column.map { column in
          column.codes.map { $0 < 0 ? -1 : places[column.categories[Int($0)]] ?? -1 }
        } ?? [Int32](repeating: -1, count: section.cellCount)
      }
      let known = columns.compactMap { $0 }
      let sameColors = known.allSatisfy {
        $0.colors == known[0].colors && $0.categories == categories
      }
      return LabelColumn(
        name: name, categories: categories, codes: codes,
        colors: sameColors ? known[0].colors : nil)
    }
  }

  private func colors(_ sections: [CellSection]) -> [NamedElement] {
    Self.joinedLabels(sections).compactMap { label in
      label.colors.map { NamedElement("\(label.name)_colors", .texts($0)) }
    }
  }

  private func source(_ first: CellSection) -> [NamedElement] {
    let facts = [
      ("note", note), ("species", first.species), ("units", first.coordinates?.unit.text),
    ].compactMap { name, text in text.map { NamedElement(name, .text($0)) } }
    return facts.isEmpty ? [] : [NamedElement("source", .mapping(facts))]
  }
}

extension [String] {
  /// Each text once, in order of appearance.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
