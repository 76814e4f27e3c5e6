/// One slide's cells: what was counted in each, where each lies, and what is known of each.
///
/// A *cell* is one observation; on spot platforms (Visium, ST) it is a spot. A *gene* is one `var`.
public struct CellSection: Sendable, Equatable {
  /// The section's name, as the file or the user gives it.
  public var name: String
  /// One identifier per cell, `[cells]` (`obs_names`); unique unless the file's are not.
  public var cellIDs: [String]
  /// The genes of the panel, `[genes]` (`var_names`), unique by name.
  public var genes: [Gene]
  /// `[cells, genes]`.
  public var counts: CountMatrix
  /// Where the cells lie, or nil for dissociated cells.
  public var coordinates: Coordinates?
  /// Categorical annotation of cells, in file order.
  public var labels: [LabelColumn]
  /// The species, where the file says it.
  public var species: String?

  public init(
    name: String, cellIDs: [String], genes: [Gene], counts: CountMatrix,
    coordinates: Coordinates? = nil, labels: [LabelColumn] = [], species: String? = nil
  ) {
    precondition(
      cellIDs.count == counts.rowCount && genes.count == counts.columnCount,
      "CellSection: \(cellIDs.count) cells × \(genes.count) genes beside counts of \(counts.rowCount) × \(counts.columnCount)"
    )
    precondition(
      coordinates.map { $0.count == cellIDs.count } ?? true,
      "CellSection: \(coordinates?.count ?? 0) coordinates for \(cellIDs.count) cells")
    precondition(
      labels.allSatisfy { $0.codes.count == cellIDs.count },
      "CellSection: a label column is not as long as the \(cellIDs.count) cells")
    self.name = name
    self.cellIDs = cellIDs
    self.genes = genes
    self.counts = counts
    self.coordinates = coordinates
    self.labels = labels
    self.species = species
  }

  /// How many cells there are.
  public var cellCount: Int { cellIDs.count }
  /// How many genes the section measured.
  public var geneCount: Int { genes.count }

  /// The label column of this name, if there is one.
  public func label(_ name: String) -> LabelColumn? { labels.first { $0.name == name } }

  /// The chosen cells, in the order given, with all that belongs to them.
  public func selectingCells(_ cells: [Int]) -> CellSection {
    CellSection(
      name: name, cellIDs: cells.map { cellIDs[$0] }, genes: genes,
      counts: counts.selectingRows(cells),
      coordinates: coordinates?.selecting(cells),
      labels: labels.map { $0.selecting(cells) }, species: species)
  }
}

/// A gene of a panel.
public struct Gene: Sendable, Hashable {
  /// The symbol or id that names it in the file.
  public var name: String
  /// The Ensembl id without version, where known.
  public var ensemblID: String?

  public init(name: String, ensemblID: String? = nil) {
    self.name = name
    self.ensemblID = ensemblID
  }
}
