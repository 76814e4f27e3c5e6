import HDF5Files

/// Writes a file of anndata 0.5 or 0.6 anew in today's layout.
///
/// `obs`, `var` and what else was a record array by layout become tables and arrays; the categories of
/// columns and the graphs of neighbours go from `uns` to where they belong. Everything else is copied as
/// it is.
struct RecordConversion {
  let source: AnnDataFile
  let writer: HDF5Writer

  private var file: HDF5File { source.reader.file }
  private var elements: ElementWriter { ElementWriter(writer: writer) }

  func run() throws {
    try writer.setEncoding(.anndata, of: .root)
    if file.contains("X") { try copy("X", to: "X") }
    for table in AnnDataFile.Table.allCases {
      try elements.write(try source.table(table), to: table.path)
    }
    for mapping in AnnDataFile.Mapping.allCases { try convert(mapping) }
    try convertRaw()
  }

  private func convert(_ mapping: AnnDataFile.Mapping) throws {
    try writer.makeMapping(mapping.path)
    let places = LegacyPlaces(file: source)
    for name in places.names(in: mapping) {
      let target = mapping.path / name
      if let place = places.copyPlace(of: name, in: mapping) {
        try copy(place, to: target)
      } else if let element = try places.element(name, in: mapping) {
        try elements.write(element, to: target)
      }
    }
    if mapping == .uns {
      for graph in places.movedGraphs() { try writer.remove(graph) }
    }
  }

  private func convertRaw() throws {
    guard file.contains("raw.X") else { return }
    try writer.makeGroup("raw")
    try writer.setEncoding(.raw, of: "raw")
    try copy("raw.X", to: "raw/X")
    if let genes = try source.rawGenes() { try elements.write(genes, to: "raw/var") }
    try writer.makeMapping("raw/varm")
    guard let dataset = try? file.describeDataset("raw.varm"),
      case .compound(let fields) = dataset.type
    else { return }
    for field in fields {
      let column = try file.read("raw.varm", field: field.name)
      try elements.write(
        TypedArray(
          extent: .array([column.entryCount] + column.entryShape), type: column.type,
          values: column.values), to: ElementPath("raw/varm") / field.name)
    }
  }

  /// Copies an element as it is, and says how its sparse matrices are encoded in today's words.
  private func copy(_ place: ElementPath, to target: ElementPath) throws {
    try writer.copy(place, of: file, to: target)
    let reader = ElementReader(file: writer.contents)
    for group in StructureWalk(reader: reader).groups(under: target, where: { _ in true }) {
      guard case .sparse(let layout)? = reader.kind(of: group),
        let shape = try writer.contents.attribute("h5sparse_shape", of: group)?.values.integers
      else { continue }
      try writer.setEncoding(layout == .csr ? .csrMatrix : .cscMatrix, of: group)
      try writer.setAttribute("shape", TypedArray(.int64(shape.map(Int64.init))), of: group)
      try writer.removeAttribute("h5sparse_format", of: group)
      try writer.removeAttribute("h5sparse_shape", of: group)
    }
  }
}
