import CellSections

/// Any table of counts with separated values, and a table of places beside it or in it.
struct TableSource {
  let path: String

  private static let xNames = [
    "x", "X", "x_centroid", "center_x", "CenterX_global_px", "x_um", "x_coord", "x_px",
    "spatial_x", "pxl_col_in_fullres", "imagecol",
  ]
  private static let yNames = [
    "y", "Y", "y_centroid", "center_y", "CenterY_global_px", "y_um", "y_coord", "y_px",
    "spatial_y", "pxl_row_in_fullres", "imagerow",
  ]
  private static let geneNames = [
    "gene", "genes", "gene_name", "gene_symbol", "gene_id", "symbol", "feature",
  ]

  func read(_ options: SourceOptions) throws -> VendorSection {
    let wide = WideCountsFile(path: path, policy: options.sections.countsPolicy)
    let header = try PlacesFile(path: path).columns()
    let placesFile = PlacesFile(path: options.table.coordinatesFile ?? path)
    let placesHeader = try placesFile.columns()
    let isSeparate = options.table.coordinatesFile != nil
    let (x, y) = try coordinateColumns(placesHeader, options.table, isSeparate, placesFile.path)
    let labels = try labelColumns(header + placesHeader, options)
    let placesKey = options.table.cellColumn.flatMap { placesHeader.contains($0) ? $0 : nil }
    let places = try placesFile.read(
      keys: [placesKey ?? placesHeader[0]], x: x, y: y, labels: labels
    ) { key in
      // The second line of a Single Cell Portal table tells the types of its columns.
      key[0] == "TYPE" ? nil : key[0]
    }
    let isTall =
      isSeparate
      ? !Set(header.dropFirst()).isDisjoint(with: places.cellIDs)
      : x.isEmpty && Self.geneNames.contains(header[0].lowercased())
    let counts: CountsTable
    if isTall {
      counts = try TallCountsFile(path: path, policy: options.sections.countsPolicy).read()
    } else {
      let key = options.table.cellColumn.flatMap { header.contains($0) ? $0 : nil }
      let others = Set(labels + (isSeparate ? [] : x + y))
      counts = try wide.read(keys: [key ?? header[0]], others: others) { $0[0] }
    }
    let checked = try counts.checked(file: path)
    guard !isTall || isSeparate else {
      let section = CellSection(
        name: path.fileStem, cellIDs: checked.cellIDs, genes: checked.genes,
        counts: checked.counts)
      return VendorSection(
        section: section, countsFile: path, isRounded: checked.isRounded, notes: checked.notes)
    }
    return try checked.joined(
      places, unit: options.sections.unit ?? .unknown, name: path.fileStem, countsFile: path,
      file: placesFile.path)
  }

  /// The columns of x and y: those the user names, else the first of the usual names of which both are there.
  ///
  /// Throws where a column the user names is missing, or a table of places has none of them.
  private func coordinateColumns(
    _ header: [String], _ options: TableOptions, _ isSeparate: Bool, _ file: String
  ) throws(PlatformError) -> ([String], [String]) {
    for name in [options.xColumn, options.yColumn].compactMap({ $0 })
    where !header.contains(name) {
      throw PlatformError(file: file, reason: .columnMissing(name, available: header))
    }
    if let x = options.xColumn, let y = options.yColumn { return ([x], [y]) }
    for (x, y) in zip(Self.xNames, Self.yNames) where header.contains(x) && header.contains(y) {
      return ([x], [y])
    }
    if isSeparate {
      throw PlatformError(file: file, reason: .columnMissing("x or y", available: header))
    }
    return ([], [])
  }

  private func labelColumns(
    _ header: [String], _ options: SourceOptions
  ) throws(PlatformError) -> [String] {
    let wanted =
      options.table.labelColumns + options.sections.labelKeys
      + [options.sections.sectionKey].compactMap { $0 }
    for name in wanted where !header.contains(name) {
      throw PlatformError(file: path, reason: .columnMissing(name, available: header))
    }
    var seen: Set<String> = []
    return wanted.filter { seen.insert($0).inserted }
  }
}
