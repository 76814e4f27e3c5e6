import HDF5Files

/// Applies the changes of an annotated copy to a file of today's layout.
struct ChangeWriter {
  let writer: HDF5Writer

  private var elements: ElementWriter { ElementWriter(writer: writer) }
  private var contents: HDF5File { writer.contents }

  func apply(_ changes: [AnnotatedCopy.Change]) throws {
    for change in changes {
      switch change {
      case .column(let name, let column, let table): try set(column, name, in: table.path)
      case .removedColumn(let name, let table): try removeColumn(name, of: table.path)
      case .element(let path, let element):
        guard path.names.count > 1 else { throw elements.error(path, .nameNotAllowed("")) }
        try writer.makeMapping(path.parent)
        try removeIfPresent(path)
        try elements.write(element, to: path)
        if case .dataframe(let frame) = element { try shareIndex(of: frame, at: path) }
      case .removedElement(let path): try removeIfPresent(path)
      }
    }
  }

  private func set(_ column: Column, _ name: String, in table: ElementPath) throws {
    let frame = FrameReader(reader: ElementReader(file: contents), path: table)
    guard ElementWriter.isAllowed(name), name != (try frame.indexKey()), name != "__categories"
    else { throw elements.error(table, .nameNotAllowed(name)) }
    let names = try frame.columnNames()
    try removeIfPresent(table / name)
    try elements.write(column, to: table / name)
    if !names.contains(name) { try setOrder(names + [name], of: table) }
  }

  /// Stores the index of a table in `obsm` or `varm` as text with a mask where that of `obs` or `var` is
  /// stored so (pandas 3) and is the same: anndata compares not only the names but also their types.
  private func shareIndex(of frame: DataFrame, at path: ElementPath) throws {
    let owner: ElementPath
    switch path.names.first {
    case "obsm": owner = "obs"
    case "varm": owner = "var"
    default: return
    }
    let table = FrameReader(reader: ElementReader(file: contents), path: owner)
    let index = owner / (try table.indexKey())
    guard table.reader.kind(of: index) == .nullable,
      try table.index().texts == frame.index.texts
    else { return }
    let place = path / (frame.indexName ?? "_index")
    try writer.remove(place)
    try writer.copy(index, of: contents, to: place)
  }

  private func removeColumn(_ name: String, of table: ElementPath) throws {
    let frame = FrameReader(reader: ElementReader(file: contents), path: table)
    let names = try frame.columnNames()
    guard names.contains(name) else { return }
    if name != (try frame.indexKey()) { try removeIfPresent(table / name) }
    try setOrder(names.filter { $0 != name }, of: table)
  }

  private func setOrder(_ names: [String], of table: ElementPath) throws {
    try writer.setAttribute("column-order", TypedArray(.string(names)), of: table)
  }

  private func removeIfPresent(_ path: ElementPath) throws {
    let isThere = try contents.kind(of: path) != nil
    if try isThere || contents.isDangling(path) { try writer.remove(path) }
  }
}
