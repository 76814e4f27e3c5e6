import HDF5Files

/// Brings a copy of a file that is laid out in groups (anndata 0.7 and later) to today's layout, in place.
///
/// Tables of 0.7 become tables of 0.8, and groups that say nothing of their encoding are given the words.
/// Datasets are left alone: readers know them without, and a change would note the time in their headers,
/// so that the same input would not give the same bytes. A file of today is not changed.
struct LayoutUpgrade {
  let writer: HDF5Writer

  private var contents: HDF5File { writer.contents }
  private var reader: ElementReader { ElementReader(file: contents) }

  func run() throws {
    for frame in oldFrames() { try upgrade(frame) }
    try declare(.anndata, .root)
    for table in AnnDataFile.Table.allCases { try declare(.dataframe, table.path) }
    for mapping in AnnDataFile.Mapping.allCases
    where try contents.kind(of: mapping.path) == .group {
      try declare(.dict, mapping.path)
    }
  }

  /// Says how an element is encoded where it does not say so itself.
  private func declare(_ encoding: Encoding, _ path: ElementPath) throws {
    // What cannot be read is left as it is.
    guard let declared = try? reader.encoding(of: path), declared.type.isEmpty else { return }
    try writer.setEncoding(encoding, of: path)
  }

  /// The tables whose categories are referred to, wherever they are.
  private func oldFrames() -> [ElementPath] {
    StructureWalk(reader: reader).groups { path in
      guard reader.kind(of: path) == .dataframe else { return false }
      return try reader.encoding(of: path).version == "0.1.0"
        || contents.contains(path / "__categories")
    }
  }

  private func upgrade(_ path: ElementPath) throws {
    let frame = FrameReader(reader: reader, path: path)
    let elements = ElementWriter(writer: writer)
    for name in Set(try frame.columnNames() + [try frame.indexKey()]).sorted() {
      let place = path / name
      guard try contents.kind(of: place) == .dataset else { continue }
      guard try reader.categoriesPlace(of: place, in: path) != nil else { continue }
      let column = try frame.column(name)
      try writer.remove(place)
      try elements.write(column, to: place)
    }
    if contents.contains(path / "__categories") { try writer.remove(path / "__categories") }
    try writer.setEncoding(.dataframe, of: path)
  }
}
