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
  public var report: SectionReport

  public init(sections: [CellSection], report: SectionReport) {
    self.sections = sections
    self.report = report
  }
}
