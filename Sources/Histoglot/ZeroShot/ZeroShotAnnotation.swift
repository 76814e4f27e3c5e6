import CellSections
import SectionAnalysis

/// Labels for cells whose types a user named and no model need have seen.
///
/// What each step does stands with `MarkerScore`, `SeenAndUnseen` and `SelfTraining`.
public struct ZeroShotAnnotation: Sendable {
  /// A type that was asked for, and what it was known by.
  public struct TypeReport: Sendable, Equatable {
    public var candidate: TypeCandidate
    /// Its markers that the panel has, by the panel's names.
    public var markersOnPanel: [String]
    /// Whether the model had learned it.
    public var isSeen: Bool
    /// Whether text scores speak for it, there being no marker.
    public var isInWords: Bool

    /// Whether there is anything to know it by; if not, no cell is called by its name.
    public var isAnswerable: Bool { !markersOnPanel.isEmpty || isSeen || isInWords }
  }

  /// What is said of the cells of one section, in the section's order.
  public struct SectionResult: Sendable {
    /// Over the answerable types, in the order of `types`, `[cells, answerable]`; alike for all in empty cells.
    public var probabilities: FeatureMatrix
    /// How much more of its best type's markers a cell and those alike hold than the average cell, in deviations of a
    /// gene, `[cells]`; nil where markers say nothing of that type.
    public var evidence: [Double?]
    /// Whether nothing was counted in the cell, `[cells]`.
    public var isEmpty: [Bool]
    /// The rival that fits the cell better than any of the types, as a place in `rivals`, `[cells]`; nil mostly.
    public var rival: [Int?]
    /// The probability of being none of types and rivals, `[cells]`.
    public var none: [Double]
  }

  /// All types that were asked for, then those that only the model brought.
  public let types: [TypeReport]
  /// The types that nobody asked for and that competed for cells all the same.
  public let rivals: [TypeReport]
  /// Per section, in the order given.
  public let sections: [SectionResult]

  /// The types that cells can be called, in the order of the columns of `probabilities`.
  public var answerable: [TypeReport] { types.filter(\.isAnswerable) }
  /// The types that were asked for and have nothing to go by.
  public var refused: [TypeReport] { types.filter { !$0.isAnswerable } }

  /// Labels the cells of sections together.
  ///
  /// - Parameters:
  ///   - sections: with genes in common; each is standardised over its own cells.
  ///   - rivals: other types that the tissue may hold. They compete for cells, and cells that they win are `Unknown`:
  ///     of a few types alone, the best fits every cell. Those without a marker on the panel are left out, and those
  ///     called like a type that is asked for.
  ///   - evidence: what else is known, one for each section, or empty.
  ///   - table: other names of the sections' genes.
  /// - Throws: `ZeroShotError`, `AnalysisError`.
  /// - Complexity: O(rounds · cells · types · components) and the search for cells alike.
  public init(
    _ sections: [CellSection], candidates: [TypeCandidate], rivals: [TypeCandidate] = [],
    evidence: [ZeroShotEvidence] = [],
    table: GeneTable? = nil, options: ZeroShotOptions = ZeroShotOptions()
  ) throws {
    precondition(
      evidence.isEmpty || evidence.count == sections.count,
      "ZeroShotAnnotation: \(evidence.count) pieces of evidence for \(sections.count) sections")
    if let taken = candidates.first(where: { $0.name.lowercased() == Self.unknown.lowercased() }) {
      throw ZeroShotError(place: "the types", reason: .reservedName(taken.name))
    }
    let cells = try PooledCells(sections)
    let asked = AskedTypes(
      candidates, rivals: rivals, evidence: evidence, genes: cells.genes, table: table)
    types = asked.reports
    self.rivals = asked.rivalReports
    guard !asked.answerable.isEmpty else {
      throw ZeroShotError(
        place: "the types",
        reason: .nothingToGoBy(candidates.map(\.name), genes: cells.genes.count))
    }
    guard asked.answerable.count + asked.rivals.count <= Self.mostTypes else {
      throw ZeroShotError(
        place: "the types",
        reason: .tooManyTypes(
          asked.answerable.count + asked.rivals.count, most: Self.mostTypes))
    }
    let labelling = try ZeroShotLabelling(cells, asked, evidence: evidence, options: options)
    self.sections = labelling.results(of: sections)
  }

  /// How many types with anything to go by can be asked for at once.
  public static let mostTypes = 500

  /// What cells are called that no evidence speaks for.
  public static let unknown = "Unknown"
}

/// The types that are asked for, those a model brings along, their rivals, and what each can be known by.
struct AskedTypes {
  let panel: MarkerPanel
  let reports: [ZeroShotAnnotation.TypeReport]
  let rivalReports: [ZeroShotAnnotation.TypeReport]
  /// The types with anything to go by, ascending.
  let answerable: [Int]
  /// The rivals, which follow the types, ascending.
  let rivals: [Int]
  /// Which type each of the model's categories is.
  let seen: [Int]

  init(
    _ candidates: [TypeCandidate], rivals: [TypeCandidate], evidence: [ZeroShotEvidence],
    genes: [Gene], table: GeneTable?
  ) {
    var all = candidates
    var places: [String: Int] = [:]
    for (place, candidate) in all.enumerated() { places[candidate.name.lowercased()] = place }
    seen = (evidence.first?.seen?.names ?? []).map { name in
      if let place = places[name.lowercased()] { return place }
      all.append(TypeCandidate(name: name, source: "the model"))
      places[name.lowercased()] = all.count - 1
      return all.count - 1
    }
    let asked = all.count
    let marked = MarkerPanel(rivals, genes: genes, table: table)
    for place in marked.marked where places[rivals[place].name.lowercased()] == nil {
      places[rivals[place].name.lowercased()] = all.count
      all.append(rivals[place])
    }
    let panel = MarkerPanel(all, genes: genes, table: table)
    let isInWords = evidence.first?.textScores != nil
    let known = Set(seen)
    let reports = all.enumerated().map { place, candidate in
      ZeroShotAnnotation.TypeReport(
        candidate: candidate, markersOnPanel: panel.markers[place].map { genes[$0].name },
        isSeen: known.contains(place),
        isInWords: isInWords && place < candidates.count && panel.markers[place].isEmpty)
    }
    self.panel = panel
    self.reports = Array(reports[..<asked])
    rivalReports = Array(reports[asked...])
    answerable = (0..<asked).filter { reports[$0].isAnswerable }
    self.rivals = Array(asked..<all.count)
  }
}

extension ZeroShotAnnotation {
  /// Types that nothing tells apart: the same markers on the panel, and no model or words that know them; each list
  /// holds two names or more.
  public var indistinguishable: [[String]] {
    var groups: [[String]: [String]] = [:]
    var order: [[String]] = []
    for report in types where !report.markersOnPanel.isEmpty && !report.isSeen {
      if groups[report.markersOnPanel] == nil { order.append(report.markersOnPanel) }
      groups[report.markersOnPanel, default: []].append(report.candidate.name)
    }
    return order.compactMap { groups[$0] }.filter { $0.count > 1 }
  }
}

extension ZeroShotAnnotation.SectionResult {
  /// The best type of each cell as a column of `probabilities`, -1 for `Unknown`, `[cells]`.
  ///
  /// Unknown are empty cells, cells that a rival fits better, cells below the confidence, and cells that, together with the cells alike, hold no more
  /// of their best type's markers than an average cell does.
  /// - Parameter forced: whether only empty cells are `Unknown`, as comparisons with other tools need it.
  public func codes(minConfidence: Double = 0, forced: Bool = false) -> [Int32] {
    let confidence = probabilities.largestValues()
    return probabilities.largestColumns().enumerated().map { cell, type in
      if isEmpty[cell] { return -1 }
      if forced { return type }
      if rival[cell] != nil || confidence[cell] < max(minConfidence, none[cell]) { return -1 }
      if let evidence = evidence[cell], evidence <= 0 { return -1 }
      return type
    }
  }
}
