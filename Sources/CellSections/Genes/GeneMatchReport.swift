/// What became of a section's genes when they were looked up in a vocabulary.
public struct GeneMatchReport: Sendable, Equatable, CustomStringConvertible {
  /// A gene found under another name than its own.
  public struct Renaming: Sendable, Equatable {
    public var gene: String
    public var vocabularyGene: String
    public var route: GeneMatch.Route

    public init(gene: String, vocabularyGene: String, route: GeneMatch.Route) {
      self.gene = gene
      self.vocabularyGene = vocabularyGene
      self.route = route
    }
  }

  /// A gene that the user's table gives the name of one that is there itself, or was found before.
  public struct Displacement: Sendable, Equatable {
    public var gene: String
    public var vocabularyGene: String

    public init(gene: String, vocabularyGene: String) {
      self.gene = gene
      self.vocabularyGene = vocabularyGene
    }
  }

  /// The section's name.
  public let section: String
  /// How many genes each route found, in the order the routes are tried; routes that found none are left out.
  public let found: [(route: GeneMatch.Route, genes: Int)]
  /// Genes found under another name.
  public let renamed: [Renaming]
  /// Genes that are left out, since another gene has the name that the user's table gives them.
  public let displaced: [Displacement]
  /// Genes that were not found, those left out among them.
  public let unmatched: [String]
  /// How many genes the section has.
  public let geneCount: Int
  /// How many of them were found, from 0 to 1.
  public let shareOfGenes: Double
  /// How many of all counts belong to them, from 0 to 1; 0 where nothing was counted.
  public let shareOfCounts: Double

  public init(_ match: GeneMatch, section: CellSection, vocabulary: GeneVocabulary) {
    self.section = section.name
    geneCount = section.geneCount
    found = GeneMatch.Route.allCases.compactMap { route in
      let genes = match.routes.count { $0 == route }
      return genes > 0 ? (route, genes) : nil
    }
    renamed = match.matchedColumns.compactMap { column in
      let name = vocabulary.genes[Int(match.rows[column])].name
      guard let route = match.routes[column], name != section.genes[column].name else {
        return nil
      }
      return Renaming(gene: section.genes[column].name, vocabularyGene: name, route: route)
    }
    displaced = match.displacedRows.indices.filter { match.displacedRows[$0] >= 0 }.map {
      Displacement(
        gene: section.genes[$0].name,
        vocabularyGene: vocabulary.genes[Int(match.displacedRows[$0])].name)
    }
    unmatched = match.unmatchedColumns.map { section.genes[$0].name }
    let totals = section.counts.columnTotals()
    let all = totals.reduce(0, +)
    let matched = match.matchedColumns.reduce(0) { $0 + totals[$1] }
    shareOfGenes = Double(geneCount - unmatched.count) / Double(max(geneCount, 1))
    shareOfCounts = Double(matched) / Double(max(all, 1))
  }

  /// One line, such as `BZ5: 160 of 166 genes in the vocabulary (158 by symbol, 2 by Ensembl id), 98 % of counts`.
  public var description: String {
    let routes = found.map { "\($0.genes) by \($0.route.rawValue)" }.joined(separator: ", ")
    let counts = Int((shareOfCounts * 100).rounded())
    let head =
      "\(section): \(geneCount - unmatched.count) of \(geneCount.of("gene")) in the vocabulary"
    let line = head + (routes.isEmpty ? "" : " (\(routes))") + ", \(counts) % of counts"
    if displaced.isEmpty { return line }
    let names = displaced.map { "\($0.gene) as \($0.vocabularyGene)" }.listed(5)
    return line
      + "; left out \(displaced.count) that the gene table names like another measured gene: \(names)"
  }

  public static func == (left: GeneMatchReport, right: GeneMatchReport) -> Bool {
    left.section == right.section && left.geneCount == right.geneCount
      && left.found.elementsEqual(right.found, by: ==) && left.renamed == right.renamed
      && left.displaced == right.displaced && left.unmatched == right.unmatched
      && left.shareOfCounts == right.shareOfCounts
  }

  /// - Throws: `SectionError` with `noGeneInCommon`, or `tooFewGenesMatched` where less than `share` of
  ///   the genes were found.
  public func require(
    share: Double, in vocabulary: GeneVocabulary
  ) throws(SectionError) {
    let element = "section \(section)"
    if unmatched.count == geneCount {
      throw SectionError(
        element: element,
        reason: .noGeneInCommon(
          examples: unmatched, vocabularyExamples: vocabulary.genes.map(\.name)))
    }
    if shareOfGenes < share {
      throw SectionError(
        element: element,
        reason: .tooFewGenesMatched(share: shareOfGenes, least: share, examples: unmatched))
    }
  }
}
