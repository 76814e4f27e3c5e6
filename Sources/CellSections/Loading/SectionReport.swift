/// What was found in a file, and what was chosen where there was a choice.
public struct SectionReport: Sendable, Equatable {
  /// Where counts were.
  public struct CountsOrigin: Sendable, Equatable {
    /// The element: `X`, `layers['counts']`, `raw.X`, or a vendor's file.
    public var element: String
    /// The sum of all counts.
    public var total: Int
    /// Whether values that are not whole were rounded, as the user allowed.
    public var isRounded: Bool

    public init(element: String, total: Int, isRounded: Bool = false) {
      self.element = element
      self.total = total
      self.isRounded = isRounded
    }
  }

  /// The file or folder.
  public var path: String
  /// What it was recognised as: `AnnData file`, `Xenium folder`.
  public var kind: String
  public var counts: CountsOrigin
  /// What was chosen, dropped or left open, a sentence each.
  public var notes: [String]

  public init(path: String, kind: String, counts: CountsOrigin, notes: [String] = []) {
    self.path = path
    self.kind = kind
    self.counts = counts
    self.notes = notes
  }
}

/// The sections of a file, and what was found on the way.
public struct LoadedSections: Sendable, Equatable {
  public var sections: [CellSection]
  /// For each section the rows of its cells in the file, so that what is found of them can go back there.
  public var rows: [[Int]]
  public var report: SectionReport

  /// - Parameter rows: where nil, the sections' cells stand one after another in the file.
  public init(sections: [CellSection], rows: [[Int]]? = nil, report: SectionReport) {
    self.sections = sections
    self.rows =
      rows
      ?? sections.indices.map { index in
        let start = sections[..<index].reduce(0) { $0 + $1.cellCount }
        return Array(start..<start + sections[index].cellCount)
      }
    self.report = report
  }
}
