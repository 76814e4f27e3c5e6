import AnnDataFiles

extension SectionFile {
  /// Looks at everything a section is made of, and says what is wrong with what instead of giving up.
  ///
  /// - Throws: `HDF5Error` or `AnnDataError` where the tables or counts are damaged.
  public func inspect(
    _ options: SectionOptions = SectionOptions()
  ) throws -> SectionInspection {
    var notes: [String] = []
    var problem: String?
    var unreadable = contents.unreadableElements().map {
      SectionInspection.Unreadable(element: $0.path.description, reason: $0.reason)
    }
    var inspection = SectionInspection(
      kind: "AnnData file", cells: contents.cellCount, genes: contents.geneCount)
    let labels = try readLabels(options, &notes)
    inspection.obs = try contents.columnNames(of: .obs).map { name in
      SectionInspection.ObsColumn(
        name: name, kind: try contents.columnKind(name, of: .obs).description,
        categories: labels.first { $0.name == name }?.categories)
    }
    try tolerating(&problem, &unreadable) {
      let found = try CountsSearch(file: self, options: options).find()
      notes += found.notes
      inspection.counts = .init(
        element: found.location.description, total: found.counts.rowTotals().reduce(0, +))
      let genes = try readGenes(of: found.location, &notes)
      inspection.genes = genes.count
    }
    try tolerating(&problem, &unreadable) {
      let cellIDs = try contents.rowNames(of: .obs)
      let coordinates = try readCoordinates(options, cellIDs, &notes)
      inspection.spatial = coordinates.map { .init(unit: $0.unit) }
    }
    try tolerating(&problem, &unreadable) {
      inspection.sections = try sectionSizes(labels, options, &notes)
    }
    inspection.unreadable = unreadable
    inspection.problem = problem
    inspection.notes = notes
    return inspection
  }

  /// Runs `look`, and notes what it cannot use. Damage is no matter of use, and is thrown.
  private func tolerating(
    _ problem: inout String?, _ unreadable: inout [SectionInspection.Unreadable],
    _ look: () throws -> Void
  ) throws {
    do {
      try look()
    } catch let error as SectionError {
      problem = problem ?? "\(error)"
      unreadable.append(
        .init(element: error.element ?? "X", reason: error.reason.statement.onOneLine))
    } catch let error as HDF5Error {
      problem = problem ?? "\(error)"
      // A filter that is missing is already listed with its element.
      let element = error.element.description
      if !unreadable.contains(where: { element.hasPrefix($0.element) }) {
        unreadable.append(.init(element: element, reason: "\(error.reason)"))
      }
    }
  }

  private func sectionSizes(
    _ labels: [LabelColumn], _ options: SectionOptions, _ notes: inout [String]
  ) throws -> [SectionInspection.Section] {
    let bare = CellSection(
      name: path.fileStem, cellIDs: [String](repeating: "", count: contents.cellCount), genes: [],
      counts: CountMatrix(
        rowStarts: [Int](repeating: 0, count: contents.cellCount + 1), columns: [], values: [],
        columnCount: 0), labels: labels)
    return try split(bare, options, &notes).map {
      .init(name: $0.section.name, cells: $0.rows.count)
    }
  }
}
