import HDF5Files

/// Everything an .h5ad file holds, for writing one from scratch.
public struct AnnDataContents: Sendable, Equatable {
  /// The values per cell and gene, `[cells, genes]`: sparse or dense; nil where there are none.
  public var x: Element?
  /// One row per cell.
  public var obs: DataFrame
  /// One row per gene.
  public var `var`: DataFrame
  /// More values per cell and gene, each `[cells, genes]`.
  public var layers: [NamedElement] = []
  /// Values per cell, each with one row per cell: coordinates, embeddings, tables.
  public var obsm: [NamedElement] = []
  /// Values per gene, each with one row per gene.
  public var varm: [NamedElement] = []
  /// Values per pair of cells, each `[cells, cells]`.
  public var obsp: [NamedElement] = []
  /// Values per pair of genes, each `[genes, genes]`.
  public var varp: [NamedElement] = []
  /// Everything else.
  public var uns: [NamedElement] = []

  /// A file of these values and tables, with nothing beside them yet.
  public init(x: Element?, obs: DataFrame, `var` genes: DataFrame) {
    self.x = x
    self.obs = obs
    self.var = genes
  }

  /// Writes the file, beside its target first; a file that was there stays as it was unless all went well.
  ///
  /// The same contents give the same bytes. Traps where shapes contradict one another; throws an
  /// `HDF5Error` (no permission, disk full) or an `AnnDataError` (a name that cannot be stored).
  public func write(to target: String) throws {
    let mappings: [(AnnDataFile.Mapping, [NamedElement])] = [
      (.layers, layers), (.obsm, obsm), (.varm, varm), (.obsp, obsp), (.varp, varp), (.uns, uns),
    ]
    checkShapes(mappings)
    let replacement = try FileReplacement(target: target)
    let writer = try replacement.makeNew(reserving: bytesAtMost(mappings))
    let elements = ElementWriter(writer: writer)
    try writer.setEncoding(.anndata, of: .root)
    if let x { try elements.write(x, to: "X") }
    try elements.write(obs, to: "obs")
    try elements.write(self.var, to: "var")
    for (mapping, members) in mappings { try elements.write(members, to: mapping.path) }
    try writer.close()
    try replacement.commit()
  }

  private func checkShapes(_ mappings: [(AnnDataFile.Mapping, [NamedElement])]) {
    let shape = [obs.rowCount, self.var.rowCount]
    precondition(
      x?.shape.map { $0 == shape } ?? true,
      "AnnDataContents: X of shape \(x?.shape ?? []) for obs and var of \(shape)")
    for (mapping, members) in mappings {
      for member in members {
        mapping.checkShape(
          of: member.element, named: member.name, cellCount: shape[0], geneCount: shape[1])
      }
    }
  }

  private func bytesAtMost(_ mappings: [(AnnDataFile.Mapping, [NamedElement])]) -> Int {
    let tables = StoredSize.atMost(obs) + StoredSize.atMost(self.var)
    let matrix = x.map(StoredSize.atMost) ?? 0
    return mappings.reduce((1 << 20) + tables + matrix) { $0 + StoredSize.atMost(.mapping($1.1)) }
  }
}
