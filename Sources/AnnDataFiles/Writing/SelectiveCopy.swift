import HDF5Files

/// Writes a file anew without some of its elements.
///
/// HDF5 does not give back the place of what is taken out of a file, so a copy in which much was replaced would grow
/// each time it is annotated again.
struct SelectiveCopy {
  let source: HDF5File
  /// What is left out, with all that is in it.
  let leftOut: Set<ElementPath>

  /// The elements that changes replace or take out and that are there.
  ///
  /// What a change is refused for (a column with the name of the index, or none) is not among them.
  static func replaced(
    by changes: [AnnotatedCopy.Change], in file: HDF5File
  ) throws -> Set<ElementPath> {
    var found: Set<ElementPath> = []
    for change in changes {
      switch change {
      case .column(let name, _, let table), .removedColumn(let name, let table):
        let frame = FrameReader(reader: ElementReader(file: file), path: table.path)
        let isColumn = try name != frame.indexKey() && frame.columnNames().contains(name)
        if isColumn, ElementWriter.isAllowed(name) { found.insert(table.path / name) }
      case .element(let path, _), .removedElement(let path):
        if path.names.count > 1 { found.insert(path) }
      }
    }
    return found.filter { file.contains($0) }
  }

  /// Whether everything survives being copied element by element: nothing is a link to another place, nothing stands
  /// in two places, nothing refers to an object, and libhdf5 can undo every filter, without which it crashes in the
  /// copying of text.
  ///
  /// Complexity: O(elements); no values are read but those of attributes.
  var isFaithful: Bool {
    var seen: Set<ObjectIdentity> = []
    var waiting: [ElementPath] = [.root]
    do {
      while let path = waiting.popLast() {
        guard path.names.count <= ElementReader.depthLimit, seen.count < ElementReader.countLimit,
          seen.insert(try source.identity(of: path)).inserted,
          try source.attributes(of: path).allSatisfy({ $0.value.type.isIndependent })
        else { return false }
        switch try source.kind(of: path) {
        case .group:
          let links = try source.links(of: path)
          guard links.allSatisfy({ $0.kind == .hard }) else { return false }
          waiting += links.map { path / $0.name }
        case .dataset:
          let dataset = try source.describeDataset(path)
          guard dataset.type.isIndependent, dataset.isSafelyCopied else { return false }
        case .namedType, nil: return false
        }
      }
      return true
    } catch {
      return false
    }
  }

  /// Copies what stays; the writer's file is empty.
  func run(_ writer: HDF5Writer) throws { try copyContents(of: .root, writer) }

  private func copyContents(of group: ElementPath, _ writer: HDF5Writer) throws {
    try writer.copyAttributes(of: group, in: source, to: group) { _ in true }
    for link in try source.links(of: group) {
      let path = group / link.name
      if leftOut.contains(path) { continue }
      if leftOut.contains(where: { $0.isInside(path) }) {
        try writer.makeGroup(path)
        try copyContents(of: path, writer)
      } else {
        try writer.copy(path, of: source, to: path)
      }
    }
  }
}

extension ElementType {
  /// Whether values mean the same in another file: no reference to an object is among them.
  fileprivate var isIndependent: Bool {
    switch self {
    case .integer, .float, .boolean, .enumeration, .string: true
    case .compound(let fields): fields.allSatisfy(\.type.isIndependent)
    case .array(let type, _): type.isIndependent
    case .objectReference, .unsupported: false
    }
  }
}

extension DatasetDescription {
  /// Whether the values lie in the file itself and nothing keeps them from being read.
  fileprivate var isSafelyCopied: Bool {
    switch storage {
    case .compact, .contiguous, .chunked: missingFilter == nil
    case .virtual, .external: false
    }
  }
}
