import HDF5Files

/// Finds the elements of a mapping where files of any generation keep them.
///
/// In files up to 0.6 the categories of `obs` lie in `uns`, the graphs of neighbours in `uns['neighbors']`,
/// and (up to 0.5) `obsm` and `varm` are one array of records each.
struct LegacyPlaces {
  let file: AnnDataFile

  private var reader: ElementReader { file.reader }
  private static let graphs = ["distances", "connectivities"]
  private static let oldNeighbours: ElementPath = "uns/neighbors"

  func names(in mapping: AnnDataFile.Mapping) -> [String] {
    if let columns = recordColumns(mapping) { return columns }
    let own = ((try? reader.file.links(of: mapping.path)) ?? []).map(\.name)
    switch mapping {
    case .uns: return own.filter { !isCategories($0) }
    case .obsp: return own + Self.graphs.filter { !own.contains($0) && oldGraph($0) != nil }
    default: return own
    }
  }

  func kind(of name: String, in mapping: AnnDataFile.Mapping) -> ElementKind? {
    if let columns = recordColumns(mapping) { return columns.contains(name) ? .array : nil }
    if let kind = reader.kind(of: mapping.path / name) { return kind }
    return mapping == .obsp ? oldGraph(name).flatMap { reader.kind(of: $0) } : nil
  }

  func element(_ name: String, in mapping: AnnDataFile.Mapping) throws -> Element? {
    if let columns = recordColumns(mapping) {
      guard columns.contains(name) else { return nil }
      let column = try reader.file.read(mapping.path, field: name)
      return .array(
        TypedArray(
          extent: .array([column.entryCount] + column.entryShape), type: column.type,
          values: column.values))
    }
    let place = mapping.path / name
    if reader.kind(of: place) != nil {
      let element = try reader.read(place)
      // The graphs are in `obsp`, so they are not here as well.
      guard mapping == .uns, name == "neighbors", case .mapping(let members) = element else {
        return element
      }
      return .mapping(members.filter { oldGraph($0.name) == nil })
    }
    if mapping == .obsp, let graph = oldGraph(name) { return try reader.read(graph) }
    return nil
  }

  /// Where an element can be copied from as it stands; nil where it has to be read and written.
  func copyPlace(of name: String, in mapping: AnnDataFile.Mapping) -> ElementPath? {
    guard recordColumns(mapping) == nil else { return nil }
    let place = mapping.path / name
    return reader.file.contains(place) ? place : oldGraph(name)
  }

  /// The old places of the graphs that belong in `obsp` now.
  func movedGraphs() -> [ElementPath] { Self.graphs.compactMap(oldGraph) }

  /// The fields of a mapping that is one array of records; nil where it is a group.
  private func recordColumns(_ mapping: AnnDataFile.Mapping) -> [String]? {
    guard file.generation == .records,
      let dataset = try? reader.file.describeDataset(mapping.path),
      case .compound(let fields) = dataset.type
    else { return nil }
    return fields.map(\.name)
  }

  /// Whether an element of `uns` holds the categories of a column of `obs` or `var`.
  private func isCategories(_ name: String) -> Bool {
    guard file.generation == .records, name.hasSuffix("_categories") else { return false }
    let column = String(name.dropLast("_categories".count))
    return AnnDataFile.Table.allCases.contains { table in
      ((try? file.columnKind(column, of: table)) ?? nil) == .categorical
    }
  }

  /// The old place of a graph of neighbours, where it is there and nothing has its place in `obsp`.
  private func oldGraph(_ name: String) -> ElementPath? {
    guard Self.graphs.contains(name), !reader.file.contains(ElementPath("obsp") / name) else {
      return nil
    }
    let place = Self.oldNeighbours / name
    switch reader.kind(of: place) {
    case .sparse: return place
    case .array:
      return (try? reader.file.describeDataset(place))?.shape.count == 2 ? place : nil
    default: return nil
    }
  }
}
