import AnnDataFiles

extension SectionFile {
  /// Pairs of `obs` columns that are coordinates where `obsm` has none.
  private static let coordinateColumns = [
    ("x_um", "y_um"), ("x", "y"), ("X", "Y"), ("x_centroid", "y_centroid"),
    ("center_x", "center_y"),
    ("CenterX_global_px", "CenterY_global_px"), ("x_coord", "y_coord"),
  ]

  /// Where the cells lie, or nil where the file does not say.
  func readCoordinates(
    _ options: SectionOptions, _ cellIDs: [String], _ notes: inout [String]
  ) throws -> Coordinates? {
    guard let (x, y, element) = try readPlaces(options, &notes) else { return nil }
    let misplaced = x.indices.filter { !x[$0].isFinite || !y[$0].isFinite }
    guard misplaced.isEmpty else {
      throw error(element, .coordinatesNotFinite(cells: misplaced.map { cellIDs[$0] }))
    }
    let unitless = Coordinates(x: x, y: y, unit: .unknown)
    let isNamedInMicrons = element == "obs['x_um']"
    let unit = try options.unit ?? (isNamedInMicrons ? .microns : readUnit(unitless, &notes))
    return Coordinates(x: x, y: y, unit: unit)
  }

  private typealias Places = (x: [Double], y: [Double], element: String)

  private func readPlaces(_ options: SectionOptions, _ notes: inout [String]) throws -> Places? {
    if let key = options.coordinatesKey {
      guard let places = try readEmbedding(key, &notes) else {
        throw error("obsm['\(key)']", .missing(available: contents.names(in: .obsm)))
      }
      return places
    }
    for key in ["spatial", "X_spatial"] {
      if let places = try readEmbedding(key, &notes) { return places }
    }
    let columns = try contents.columnNames(of: .obs)
    for (xName, yName) in Self.coordinateColumns
    where columns.contains(xName) && columns.contains(yName) {
      guard let x = try contents.column(xName, of: .obs)?.numbers,
        let y = try contents.column(yName, of: .obs)?.numbers
      else { continue }
      notes.append("coordinates are taken from obs['\(xName)'] and obs['\(yName)']")
      return (x, y, "obs['\(xName)']")
    }
    return nil
  }

  private func readEmbedding(_ key: String, _ notes: inout [String]) throws -> Places? {
    guard let rows = try contents.embedding(key) else { return nil }
    let element = "obsm['\(key)']"
    guard rows.columnCount == 2 || rows.columnCount == 3 else {
      throw error(element, .coordinatesMisshapen(shape: [rows.rowCount, rows.columnCount]))
    }
    if rows.columnCount == 3 {
      notes.append("\(element) has three columns; the first two are taken as x and y")
    }
    return (rows.column(0), rows.column(1), element)
  }

  // MARK: - Units

  /// The unit the file states, or what a Visium section's spot pitch tells.
  private func readUnit(
    _ coordinates: Coordinates, _ notes: inout [String]
  ) throws -> LengthUnit {
    for text in [
      try unsText("spatial_units"), try unsText("spatial_unit"), try unsText("source", "units"),
    ] {
      guard let text, !text.isEmpty else { continue }
      if let unit = LengthUnit(text: text) { return unit }
      notes.append("the unit of the coordinates is unknown: the file says '\(text)'")
      return .unknown
    }
    return try readVisiumUnit(coordinates, &notes)
  }

  /// The size of a pixel in a Visium file: stated (Visium HD), or from the array of spots, or from their
  /// pitch, where it agrees with the width of a spot that the file gives in pixels, 65 µm.
  private func readVisiumUnit(
    _ coordinates: Coordinates, _ notes: inout [String]
  ) throws -> LengthUnit {
    for library in contents.unsKeys("spatial") {
      func factor(_ name: String) throws -> Double? {
        try contents.uns("spatial", library, "scalefactors", name)?.number
      }
      if let scale = try factor("microns_per_pixel"), scale > 0, scale.isFinite {
        return .pixels(micronsPerPixel: scale)
      }
      guard let diameter = try factor("spot_diameter_fullres") else { continue }
      let fromPitch = coordinates.medianNearestDistance().map { 100 / $0 }
      for scale in [try readArrayScale(coordinates), fromPitch] {
        guard let scale, (52...78).contains(scale * diameter) else { continue }
        notes.append("µm per pixel follow from the array of Visium spots, 100 µm apart")
        return .pixels(micronsPerPixel: scale)
      }
    }
    notes.append("the unit of the coordinates is unknown: the file does not say it")
    return .unknown
  }

  private func readArrayScale(_ coordinates: Coordinates) throws -> Double? {
    guard let rows = try contents.column("array_row", of: .obs)?.numbers,
      let columns = try contents.column("array_col", of: .obs)?.numbers,
      rows.allSatisfy(\.isFinite), columns.allSatisfy(\.isFinite)
    else { return nil }
    return VisiumLattice.micronsPerPixel(
      rows: rows, columns: columns, x: coordinates.x, y: coordinates.y)
  }
}
