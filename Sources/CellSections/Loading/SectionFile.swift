import AnnDataFiles
import ParallelLoops

/// An .h5ad file read as sections.
public struct SectionFile: Sendable {
  /// The file's elements.
  public let contents: AnnDataFile

  /// The path as it was given.
  public var path: String { contents.path }

  /// Opens a file and reads its structure.
  ///
  /// - Parameter threads: how many unpack values.
  /// - Throws: `HDF5Error` or `AnnDataError` where it cannot be opened or is no .h5ad file.
  public init(path: String, threads: Int = coreCount) throws {
    contents = try AnnDataFile(path: path, threads: threads)
  }

  /// Reads all sections.
  ///
  /// - Throws: `SectionError`; `HDF5Error` or `AnnDataError` where an element that is needed is damaged.
  public func read(_ options: SectionOptions = SectionOptions()) throws -> LoadedSections {
    guard contents.cellCount > 0 else { throw error(nil, .noCells) }
    let found = try CountsSearch(file: self, options: options).find()
    var notes = found.notes
    let genes = try readGenes(of: found.location, &notes)
    guard !genes.isEmpty else { throw error(nil, .noGenes) }
    let cellIDs = try contents.rowNames(of: .obs)
    noteDuplicates(cellIDs, &notes)
    let labels = try readLabels(options, &notes)
    let coordinates = try readCoordinates(options, cellIDs, &notes).flatMap { found in
      guard found.count >= Self.fewestPlaced, Set(found.x).count == 1, Set(found.y).count == 1
      else {
        return found
      }
      notes.append("all cells have the same coordinates, which are taken for none")
      return nil as Coordinates?
    }
    let whole = CellSection(
      name: contents.path.fileStem, cellIDs: cellIDs, genes: genes, counts: found.counts,
      coordinates: coordinates, labels: labels,
      species: try options.species ?? readSpecies())
    let parts = try split(whole, options, &notes)
    return LoadedSections(
      sections: parts.map(\.section), rows: parts.map(\.rows),
      report: SectionReport(
        path: path, kind: "AnnData file",
        counts: .init(
          element: found.location.description, total: found.counts.rowTotals().reduce(0, +),
          isRounded: found.isRounded),
        notes: notes))
  }

  /// So many cells in one place have placeholders for coordinates.
  private static let fewestPlaced = 10

  func error(_ element: String?, _ reason: SectionError.Reason) -> SectionError {
    SectionError(file: path, element: element, reason: reason)
  }

  private func noteDuplicates(_ cellIDs: [String], _ notes: inout [String]) {
    let duplicates = cellIDs.count - Set(cellIDs).count
    if duplicates > 0 {
      notes.append(
        "\(duplicates.of("cell")) \(duplicates == 1 ? "has" : "have") the name of another (obs_names are not unique)"
      )
    }
  }

  /// The element of `uns` by its keys as text, or nil where there is none or it is something else.
  func unsText(_ keys: String...) throws -> String? {
    // `uns` takes its keys one by one; more than two are never needed here.
    let element =
      keys.count == 1 ? try contents.uns(keys[0]) : try contents.uns(keys[0], keys[1])
    return element?.text
  }

  /// The species the file names, in any of the places where files do.
  private func readSpecies() throws -> String? {
    for text in [
      try unsText("species"), try unsText("organism"), try unsText("source", "species"),
      try unsText("source", "organism"),
    ] {
      if let text, !text.isEmpty { return text }
    }
    let columns = try contents.columnNames(of: .obs)
    for name in ["organism", "species"] where columns.contains(name) {
      let used = try contents.column(name, of: .obs).map { Set($0.texts.compactMap { $0 }) }
      if let used, used.count == 1 { return used.first }
    }
    return nil
  }
}

extension String {
  /// The last part of a path without its extension: `/data/a.b.h5ad` gives `a.b`.
  package var fileStem: String {
    let name = split(separator: "/").last.map(String.init) ?? self
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
