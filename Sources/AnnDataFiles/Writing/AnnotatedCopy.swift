import HDF5Files

/// A copy of an .h5ad file with some columns and elements added, replaced or taken out.
///
/// What is not named comes out as it went in, byte for byte where the input is of anndata 0.8 or later. An
/// older input is converted to the layout of today. The same input and changes give the same bytes.
public struct AnnotatedCopy: Sendable {
  let source: AnnDataFile
  private(set) var changes: [Change] = []

  enum Change: Sendable {
    case column(String, Column, AnnDataFile.Table)
    case element(ElementPath, Element)
    case removedColumn(String, AnnDataFile.Table)
    case removedElement(ElementPath)
  }

  /// A copy without changes yet.
  public init(of source: AnnDataFile) { self.source = source }

  /// Adds or replaces a column of `obs` or `var`; traps where it is not as long as the table.
  public mutating func set(_ column: Column, named name: String, of table: AnnDataFile.Table) {
    let rowCount = table == .obs ? source.cellCount : source.geneCount
    precondition(
      column.count == rowCount,
      "AnnotatedCopy: a column of \(column.count) for \(table.rawValue) of \(rowCount)")
    changes.append(.column(name, column, table))
  }

  /// Adds or replaces an element of a mapping; traps where its shape contradicts the file's.
  public mutating func set(
    _ element: Element, named name: String, in mapping: AnnDataFile.Mapping
  ) {
    mapping.checkShape(
      of: element, named: name, cellCount: source.cellCount, geneCount: source.geneCount)
    changes.append(.element(mapping.path / name, element))
  }

  /// Adds or replaces an element inside `uns` by the keys that lead to it.
  public mutating func setUns(_ element: Element, _ keys: String...) {
    changes.append(.element(keys.reduce(AnnDataFile.Mapping.uns.path) { $0 / $1 }, element))
  }

  /// Sets the colours of a categorical's categories (`uns['<key>_colors']`), hex, in category order.
  public mutating func setColors(_ colors: [String], of key: String) {
    setUns(.texts(colors), "\(key)_colors")
  }

  /// Takes a column out, if it is there.
  public mutating func removeColumn(_ name: String, of table: AnnDataFile.Table) {
    changes.append(.removedColumn(name, table))
  }

  /// Takes an element of a mapping out, if it is there.
  public mutating func remove(_ name: String, in mapping: AnnDataFile.Mapping) {
    changes.append(.removedElement(mapping.path / name))
  }

  /// Writes the copy, beside its target first; a file that was there stays as it was unless all went well.
  ///
  /// The target may be the input itself. Throws an `HDF5Error` (no permission, disk full) or an
  /// `AnnDataError` (a name that cannot be stored, something old that cannot be converted).
  public func write(to target: String) throws {
    let replacement = try FileReplacement(target: target)
    let writer: HDF5Writer
    if source.generation == .records {
      writer = try replacement.makeNew(reserving: bytesAtMost)
      try RecordConversion(source: source, writer: writer).run()
    } else if let copy = selectiveCopy {
      writer = try replacement.makeNew(reserving: bytesAtMost)
      try copy.run(writer)
    } else {
      writer = try replacement.makeCopy(of: source.path, reserving: bytesAtMost)
      try LayoutUpgrade(writer: writer).run()
    }
    try ChangeWriter(writer: writer).apply(changes)
    try writer.close()
    try replacement.commit()
  }

  /// The copy without what is replaced, where something is; nil where a copy of all bytes does, or must do.
  private var selectiveCopy: SelectiveCopy? {
    guard source.generation == .current else { return nil }
    let file = source.reader.file
    guard let replaced = try? SelectiveCopy.replaced(by: changes, in: file) else { return nil }
    let copy = SelectiveCopy(source: file, leftOut: replaced)
    return copy.leftOut.isEmpty || !copy.isFaithful ? nil : copy
  }

  /// An upper estimate of the copy's size: old layouts are written anew, which may take as much again.
  private var bytesAtMost: Int {
    let input = source.reader.file.byteCount * (source.generation == .current ? 1 : 2)
    return changes.reduce(input + (1 << 20)) { bytes, change in
      switch change {
      case .column(_, let column, _): bytes + StoredSize.atMost(column)
      case .element(_, let element): bytes + StoredSize.atMost(element)
      case .removedColumn, .removedElement: bytes
      }
    }
  }
}

extension AnnDataFile.Mapping {
  /// Traps where an element's shape contradicts the number of cells or genes.
  func checkShape(of element: Element, named name: String, cellCount: Int, geneCount: Int) {
    guard let shape = element.shape else { return }
    let expected: [Int]
    switch self {
    case .layers: expected = [cellCount, geneCount]
    case .obsm: expected = [cellCount]
    case .varm: expected = [geneCount]
    case .obsp: expected = [cellCount, cellCount]
    case .varp: expected = [geneCount, geneCount]
    case .uns: return
    }
    precondition(
      shape.starts(with: expected),
      "\(rawValue)['\(name)']: an element of shape \(shape) where \(expected) is expected")
  }
}
