import CellSections

/// What the user says about a file or folder that it may not say itself.
public struct SourceOptions: Sendable, Equatable {
  /// What holds for all kinds of sources.
  public var sections: SectionOptions
  /// The genome to read of a 10x matrix of several.
  public var genome: String?
  /// What holds for tables of separated values.
  public var table: TableOptions

  public init(
    sections: SectionOptions = SectionOptions(), genome: String? = nil,
    table: TableOptions = TableOptions()
  ) {
    self.sections = sections
    self.genome = genome
    self.table = table
  }
}

/// How to read a table of separated values as counts.
public struct TableOptions: Sendable, Equatable {
  /// The file with the places of cells; the columns of the counts where nil.
  public var coordinatesFile: String?
  /// The column that identifies cells, in both files; the first where nil.
  public var cellColumn: String?
  /// The columns of the coordinates; usual names are tried where nil.
  public var xColumn: String?
  public var yColumn: String?
  /// Columns to keep as labels.
  public var labelColumns: [String]

  public init(
    coordinatesFile: String? = nil, cellColumn: String? = nil, xColumn: String? = nil,
    yColumn: String? = nil, labelColumns: [String] = []
  ) {
    self.coordinatesFile = coordinatesFile
    self.cellColumn = cellColumn
    self.xColumn = xColumn
    self.yColumn = yColumn
    self.labelColumns = labelColumns
  }
}
