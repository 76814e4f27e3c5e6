import CellSections
import SectionAnalysis

/// Describes regions of a section: a selection becomes cells, cells become sums (`RegionTally`), sums become contrasts
/// with the rest of the section, and chance is what random regions of the same size would give (`RandomRegions`).
public struct RegionDescriber {
  public let options: DescriptionOptions
  /// In the field's order, so that permuting the cells of a file changes no bit of a result.
  private let section: CellSection
  private let field: TissueField
  private let types: CellTypeEvidence
  private let resolver: CellResolver
  private let vectors: CellTextVectors?
  private let tally: RegionTally
  private let all: RegionTally.Sums
  private let terms: [Term]

  /// A known region, and how well each cell's neighbourhood fits.
  private struct Term {
    var region: KnownRegion
    /// How much of its company each cell is, `[places]`.
    var values: [Double]
    /// `[places]`, in deviations.
    var scores: [Double]
    /// Of these.
    var ranks: [Double]
  }

  /// - Parameters:
  ///   - section: with coordinates.
  ///   - types: of this section alone; see `CellTypeEvidence.ofSection`.
  ///   - regions: those that the tissue may have.
  ///   - vectors: of this section alone, of a model that was aligned, if any.
  /// - Throws: `QueryError` where cells have no places; whatever `knowledge` throws.
  public init(
    _ section: CellSection, types: CellTypeEvidence, knowledge: any QueryKnowledge,
    regions: [KnownRegion], vectors: CellTextVectors? = nil,
    options: DescriptionOptions = DescriptionOptions()
  ) throws {
    precondition(
      types.probabilities.count == 1, "RegionDescriber: \(types.probabilities.count) sections")
    self.options = options
    field = try TissueField(
      [section], smoothingOver: options.smoothingCells, threads: options.threads)
    let order = field.order[0]
    self.section = section.selectingCells(order)
    self.types = types
    self.vectors = vectors
    let resolver = try CellResolver(knowledge, types: types.types)
    self.resolver = resolver
    // The evidence stands in the file's order, as the field's builder expects.
    let evidence = TermEvidenceBuilder(
      field: field, sections: [section], types: types, vectors: nil)
    terms = try regions.compactMap { [field] region in
      guard let meant = try resolver.region(region, words: region.name, recognition: .name) else {
        return nil
      }
      let values = try evidence.values(.region(meant))
      let own = TermEvidence(evidence: .ofCells(values), isNegated: false)
      let scores = TermField(field, terms: [own]).scores
      return Term(region: region, values: values, scores: scores, ranks: meanRanks(scores))
    }
    let best = types.bestTypes(inSection: 0)
    tally = RegionTally(
      typeOfCell: order.map { best[$0].map(Int32.init) ?? -1 }, typeCount: types.types.count,
      expression: LogExpression(self.section),
      termValues: terms.map { RegionTally.wholeNumbers($0.values) })
    all = tally.sums(of: Array(0..<section.cellCount))
  }

  /// The region in numbers.
  ///
  /// - Throws: `DescriptionError` where the selection holds no cell or all of them; whatever the text encoder throws.
  /// - Complexity: O(permutations · (cells + counts of the region)).
  public func callAsFunction(_ selection: RegionSelection) throws -> RegionDescription {
    let cells = try selection.cells(of: section)
    var isOwn = [Bool](repeating: false, count: section.cellCount)
    for cell in cells { isOwn[cell] = true }
    let hasRest = cells.count < section.cellCount
    let own = tally.sums(of: cells)
    let regions = RandomRegions(field, like: cells)
    let permutations = options.permutations(forWork: tally.work(of: cells))
    let chance =
      hasRest
      ? tally.exceedance(
        of: own, among: regions, permutations: permutations, seed: options.seed,
        threads: options.threads) : nil
    let genes = GeneContrasts(section: section, expression: tally.expression)(
      isOwn: isOwn, chance: chance, permutations: permutations)
    return RegionDescription(
      name: selection.name, section: section.name, extent: extent(cells, pieces: regions.pieces),
      cellsWithoutType: cells.count { tally.typeOfCell[$0] < 0 },
      types: TypeContrasts(types: types, kinds: resolver.kinds)(
        own: own, all: all, cells: cells.count, sectionCells: section.cellCount, chance: chance,
        permutations: permutations),
      genes: genes.tested, genesNotTested: genes.notTested,
      terms: chance.map { likenesses($0, permutations, isOwn: isOwn) } ?? [],
      texts: try texts(isOwn), permutations: hasRest ? permutations : 0)
  }

  private func extent(_ cells: [Int], pieces: [Int]) -> RegionDescription.Extent {
    let outliner = RegionOutliner(field: field)
    let range = field.ranges[0]
    let microns = section.coordinates?.unit.micronsPerStep
    let scale = (microns ?? 1) * (microns ?? 1)
    return RegionDescription.Extent(
      cells: cells.count, sectionCells: section.cellCount, pieces: pieces,
      area: outliner.shape(of: cells, in: range).area * scale,
      sectionArea: outliner.shape(of: Array(range), in: range).area * scale,
      areaUnit: microns == nil ? "px²" : "µm²")
  }

  private func likenesses(
    _ chance: RegionTally.Exceedance, _ permutations: Int, isOwn: [Bool]
  ) -> [RegionDescription.TermLikeness] {
    let cells = Double(isOwn.count { $0 })
    let rest = Double(isOwn.count) - cells
    let p = chance.termsAtLeast.map { Double(1 + $0) / Double(1 + permutations) }
    let rates = falseDiscoveryRates(p)
    return terms.enumerated().map { place, term in
      let sum = zip(term.scores, isOwn).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
      let ranks = zip(term.ranks, isOwn).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
      return RegionDescription.TermLikeness(
        name: term.region.name,
        score: (ranks - cells * (cells + 1) / 2) / (cells * rest),
        mean: sum / cells, meanElsewhere: (term.scores.reduce(0, +) - sum) / rest,
        pValue: p[place], falseDiscoveryRate: rates[place], definition: term.region.definition,
        source: term.region.source)
    }.sorted { ($1.score, $0.name) < ($0.score, $1.name) }
  }

  // MARK: - A model that was aligned

  /// Cosines of what is known with the mean vectors of the region and of the rest.
  private func texts(_ isOwn: [Bool]) throws -> [RegionDescription.TextLikeness] {
    guard let vectors else { return [] }
    let width = vectors.width
    var own = [Double](repeating: 0, count: width)
    var rest = own
    for (place, cell) in field.order[0].enumerated() {
      for column in 0..<width {
        let value = Double(vectors.cells[0][cell * width + column])
        if isOwn[place] { own[column] += value } else { rest[column] += value }
      }
    }
    let hasRest = isOwn.contains(false)
    let asked =
      terms.map { term in
        (term.region.name, term.region.definition.map { "\(term.region.name): \($0)" })
      } + types.types.map { ($0.name, $0.text) }
    let texts = asked.map { $0.1 ?? $0.0 }
    let known = texts.isEmpty ? [] : try vectors.ofTexts(texts)
    return asked.indices.map { place in
      let text = known[place * width..<(place + 1) * width]
      return RegionDescription.TextLikeness(
        name: asked[place].0, text: texts[place], cosine: Self.cosine(own, text),
        cosineElsewhere: hasRest ? Self.cosine(rest, text) : nil)
    }.sorted { ($1.cosine, $0.name) < ($0.cosine, $1.name) }
  }

  private static func cosine(_ pooled: [Double], _ text: ArraySlice<Float>) -> Double {
    let dot = zip(pooled, text).reduce(0) { $0 + $1.0 * Double($1.1) }
    let length = pooled.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? dot / length : 0
  }
}

extension CellTypeEvidence {
  /// The same of one section alone.
  public func ofSection(_ place: Int) -> CellTypeEvidence {
    CellTypeEvidence(source: source, types: types, probabilities: [probabilities[place]])
  }
}

extension CellTextVectors {
  /// The same of one section alone.
  public func ofSection(_ place: Int) -> CellTextVectors {
    CellTextVectors(cells: [cells[place]], width: width, ofTexts: ofTexts)
  }
}

extension CellSection {
  /// The label that most likely says which type each cell is, by what files call it; nil where there is none.
  public var likelyTypeKey: String? {
    let names = [
      "histoglotlabelcelltype", "histoglotlabel", "celltype", "celltypes", "celltypelabel",
      "celltypeannotation", "predictedcelltype", "annotation", "annotations", "subclass",
      "cellsubclass", "cellclass", "broadclass", "class",
    ]
    let keys = labels.map { label in
      (label.name, String(label.name.lowercased().filter { $0.isLetter || $0.isNumber }))
    }
    return names.lazy.compactMap { name in keys.first { $0.1 == name }?.0 }.first
  }
}
