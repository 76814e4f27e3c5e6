import CellSections

/// Asks sections for regions in words.
///
/// The text becomes terms (`QueryParser`), terms become meanings (`QueryInterpreter`), meanings say something of each
/// cell (`TermEvidenceBuilder`), its neighbours are asked (`TermField`), and cells above a threshold that hang together
/// are regions (`RegionSearch`) unless chance makes the like (`PermutationTest`).
public struct TissueQuery {
  public let options: QueryOptions
  private let sections: [CellSection]
  private let types: CellTypeEvidence
  private let field: TissueField
  private let interpreter: QueryInterpreter
  private let evidence: TermEvidenceBuilder

  /// Fewer cells are no tissue.
  public static let fewestCells = 20

  /// - Parameters:
  ///   - sections: with coordinates, all of them with the same genes.
  ///   - types: which type each cell is of.
  ///   - vectors: of a model that was aligned, if any.
  ///   - sentences: of a text encoder; without one, names alone are understood.
  /// - Throws: `QueryError`; whatever `knowledge` throws.
  public init(
    _ sections: [CellSection], types: CellTypeEvidence, vectors: CellTextVectors? = nil,
    knowledge: any QueryKnowledge, sentences: SentenceVectors? = nil,
    options: QueryOptions = QueryOptions()
  ) throws {
    precondition(
      types.probabilities.count == sections.count,
      "TissueQuery: types of \(types.probabilities.count) sections beside \(sections.count)")
    let cells = sections.reduce(0) { $0 + $1.cellCount }
    guard cells >= Self.fewestCells else {
      throw QueryError(
        place: sections.first?.name ?? "the input",
        reason: .tooFewCells(cells, least: Self.fewestCells))
    }
    guard types.isOfLabels || sections.contains(where: { !$0.counts.values.isEmpty }) else {
      throw QueryError(place: sections.first?.name ?? "the input", reason: .noCounts)
    }
    self.options = options
    self.sections = sections
    self.types = types
    field = try TissueField(
      sections, smoothingOver: options.smoothingCells, threads: options.threads)
    var seen: Set<String> = []
    interpreter = QueryInterpreter(
      knowledge: knowledge, cells: try CellResolver(knowledge, types: types.types),
      genes: sections.flatMap { $0.genes.map(\.name) }.filter { seen.insert($0).inserted },
      sentences: sentences, hasVectors: vectors != nil, options: options)
    evidence = TermEvidenceBuilder(
      field: field, sections: sections, types: types, vectors: vectors)
  }

  /// What a text means here.
  ///
  /// - Throws: `QueryError` where it holds no words or too many; whatever knowledge and text encoder throw.
  public func interpret(_ text: String) throws -> QueryInterpretation { try interpreter(text) }

  /// How well each cell's neighbourhood fits, per section, in its order; nil where the query is not understood.
  public func scores(_ interpretation: QueryInterpretation) throws -> [[Double]]? {
    try scored(interpretation).map { field.perSection($0.scores) }
  }

  private func scored(_ interpretation: QueryInterpretation) throws -> TermField? {
    guard interpretation.unknown.isEmpty, !interpretation.terms.isEmpty else { return nil }
    return TermField(field, terms: try interpretation.telling.map(evidence.callAsFunction))
  }

  /// The regions that fit.
  ///
  /// - Complexity: O(permutations · terms · cells · neighbourhood).
  public func answer(_ interpretation: QueryInterpretation) throws -> QueryAnswer {
    let nearLength = field.reach * TermEvidenceBuilder.nearReaches
    guard let scored = try scored(interpretation) else {
      return QueryAnswer(
        interpretation: interpretation,
        scores: sections.map { [Double](repeating: 0, count: $0.cellCount) }, threshold: 0,
        nearLength: nearLength, regions: [], noMatch: .notUnderstood(interpretation.unknown))
    }
    let threshold = options.threshold ?? scored.threshold
    let search = RegionSearch(field, threshold: threshold)
    let all = search.components(of: scored.scores)
    let large = all.filter { $0.cells.count >= options.fewestCells }
    var answer = QueryAnswer(
      interpretation: interpretation, scores: field.perSection(scored.scores),
      threshold: threshold, nearLength: nearLength, regions: [], noMatch: nil)
    for group in all where group.cells.count < options.fewestCells {
      answer.leftOut.small.add(cells: group.cells.count)
    }
    guard let first = large.first else {
      answer.noMatch = .regionsTooSmall(largest: all.map(\.cells.count).max() ?? 0)
      return answer
    }
    let chance = PermutationTest(
      scored, search: search, permutations: options.permutations, seed: options.seed,
      threads: options.threads)
    let tested = large.map { ($0, chance.probability(ofMass: $0.mass)) }
    let significant = tested.filter { $0.1 <= options.significance }
    let found = significant.prefix(options.mostRegions)
    for (group, pValue) in tested where !(pValue <= options.significance) {
      answer.leftOut.likelyChance.add(cells: group.cells.count)
    }
    for (group, _) in significant.dropFirst(found.count) {
      answer.leftOut.further.add(cells: group.cells.count)
    }
    if found.isEmpty {
      answer.noMatch = .nothingButChance(least: chance.probability(ofMass: first.mass))
      return answer
    }
    answer.regions = regions(Array(found), scores: scored.scores)
    return answer
  }

  private func regions(
    _ found: [(component: ConnectedCells, pValue: Double)], scores: [Double]
  ) -> [FoundRegion] {
    let contrasts = sections.indices.map { section in
      RegionContrast(sections[section], types: types, place: section)
    }
    let outliner = RegionOutliner(field: field)
    return found.map { component, pValue in
      let section = field.ranges.firstIndex { $0.contains(component.cells[0]) } ?? 0
      let range = field.ranges[section]
      let cells = component.cells.map { field.order[section][$0 - range.lowerBound] }.sorted()
      let count = Double(cells.count)
      func mean(_ values: [Double]) -> Double {
        component.cells.reduce(0) { $0 + values[$1] } / count
      }
      return FoundRegion(
        section: section, sectionName: sections[section].name, cells: cells,
        centroid: Place(x: mean(field.x), y: mean(field.y)),
        shape: outliner.shape(of: component.cells, in: range),
        micronsPerStep: sections[section].coordinates?.unit.micronsPerStep,
        score: mean(scores), mass: component.mass, pValue: pValue,
        composition: contrasts[section].composition(of: cells),
        genes: contrasts[section].genes(of: cells))
    }
  }
}
