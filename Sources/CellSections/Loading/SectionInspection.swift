/// What is in a file of sections, as far as it can be told, for people and programs to look at.
///
/// Made also of files that cannot be used: what is missing is nil, what is wrong is in `unreadable`.
public struct SectionInspection: Sendable, Equatable, Encodable {
  /// A column of `obs`.
  public struct ObsColumn: Sendable, Equatable, Encodable {
    public var name: String
    /// `categorical`, `string`, `integer`, `float` or `boolean`.
    public var kind: String
    /// The categories, of a column that can be a label; nil otherwise.
    public var categories: [String]?

    public init(name: String, kind: String, categories: [String]?) {
      self.name = name
      self.kind = kind
      self.categories = categories
    }

    private enum CodingKeys: String, CodingKey {
      case name
      case kind
      case categories
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(kind, forKey: .kind)
      try container.encode(categories, forKey: .categories)
    }
  }

  /// Where counts are, and their sum.
  public struct Counts: Sendable, Equatable, Encodable {
    public var element: String
    public var total: Int

    public init(element: String, total: Int) {
      self.element = element
      self.total = total
    }
  }

  public struct Section: Sendable, Equatable, Encodable {
    public var name: String
    public var cells: Int

    public init(name: String, cells: Int) {
      self.name = name
      self.cells = cells
    }
  }

  /// What is known of the coordinates.
  public struct Spatial: Sendable, Equatable, Encodable {
    /// `micrometre`, `pixels (… um per pixel)` or `unknown`.
    public var units: String

    public init(unit: LengthUnit) { units = unit.text ?? "unknown" }
  }

  /// What is there but cannot be read or used, and why.
  public struct Unreadable: Sendable, Equatable, Encodable {
    public var element: String
    public var reason: String

    public init(element: String, reason: String) {
      self.element = element
      self.reason = reason
    }
  }

  /// What the file was recognised as.
  public var kind: String
  public var cells: Int
  public var genes: Int
  public var obs: [ObsColumn]
  /// nil where no element holds counts.
  public var counts: Counts?
  public var sections: [Section]
  /// nil where there are no coordinates.
  public var spatial: Spatial?
  public var unreadable: [Unreadable]
  /// Why the file cannot be used as sections, with advice; nil where it can.
  public var problem: String?
  /// What was chosen or left open, a sentence each.
  public var notes: [String]

  public init(
    kind: String, cells: Int, genes: Int, obs: [ObsColumn] = [], counts: Counts? = nil,
    sections: [Section] = [], spatial: Spatial? = nil, unreadable: [Unreadable] = [],
    problem: String? = nil, notes: [String] = []
  ) {
    self.kind = kind
    self.cells = cells
    self.genes = genes
    self.obs = obs
    self.counts = counts
    self.sections = sections
    self.spatial = spatial
    self.unreadable = unreadable
    self.problem = problem
    self.notes = notes
  }

  /// What was read of a source without a structure of its own.
  public init(_ loaded: LoadedSections) {
    let labels = loaded.sections.first?.labels ?? []
    self.init(
      kind: loaded.report.kind,
      cells: loaded.sections.reduce(0) { $0 + $1.cellCount },
      genes: loaded.sections.first?.geneCount ?? 0,
      obs: labels.map {
        ObsColumn(name: $0.name, kind: "categorical", categories: $0.categories)
      },
      counts: Counts(element: loaded.report.counts.element, total: loaded.report.counts.total),
      sections: loaded.sections.map { Section(name: $0.name, cells: $0.cellCount) },
      spatial: loaded.sections.first?.coordinates.map { Spatial(unit: $0.unit) },
      notes: loaded.report.notes)
  }

  private enum CodingKeys: String, CodingKey {
    case kind
    case cells
    case genes
    case obs
    case counts
    case sections
    case spatial
    case unreadable
    case problem
    case notes
  }

  /// Writes nil as `null`: that something is missing is part of what is said.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(cells, forKey: .cells)
    try container.encode(genes, forKey: .genes)
    try container.encode(obs, forKey: .obs)
    try container.encode(counts, forKey: .counts)
    try container.encode(sections, forKey: .sections)
    try container.encode(spatial, forKey: .spatial)
    try container.encode(unreadable, forKey: .unreadable)
    try container.encode(problem, forKey: .problem)
    try container.encode(notes, forKey: .notes)
  }
}
