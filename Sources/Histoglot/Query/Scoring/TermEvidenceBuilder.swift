import CellSections
import SectionAnalysis

/// From what a term means to what it says of each cell.
///
/// Genes: z-scored expression. Cells: the share of the types that are meant. Regions: `Σ_c w_c p_c / deviation(p̄_c)`
/// over the cells of the region's company, p_c the share of their types and p̄_c its mean over a neighbourhood, so that
/// after smoothing it is the weighted sum of composition z-scores. One of several: their weighted sum, each on the
/// scale of its deviation after smoothing. Likeness: the cosine with the words.
struct TermEvidenceBuilder {
  let field: TissueField
  let sections: [CellSection]
  let types: CellTypeEvidence
  let vectors: CellTextVectors?

  /// Cells nearer than this, in reaches, are near: `exp(−d/ℓ)` with ℓ of so many reaches.
  static let nearReaches = 2.0
  /// A cell holds much of a gene from so many deviations on.
  static let highExpression = 1.0

  func callAsFunction(_ term: QueryInterpretation.Term) throws -> TermEvidence {
    let target = try term.near.map { meaning in
      NearTarget(
        parts: try targets(meaning),
        proximity: Proximity(field, length: field.reach * Self.nearReaches))
    }
    return TermEvidence(
      evidence: try evidence(term.meaning, near: target), isNegated: term.isNegated)
  }

  private func evidence(_ meaning: QueryMeaning, near: NearTarget?) throws -> Evidence {
    if case .anyOf = meaning {
      return .anyOf(try meaning.parts.map { try evidence($0, near: near) })
    }
    guard let near else { return .ofCells(try values(meaning)) }
    return .near(try amount(meaning), near)
  }

  /// What a meaning says of each cell, wherever it lies: `e`, `[places]`.
  func values(_ meaning: QueryMeaning) throws -> [Double] {
    switch meaning {
    case .anything, .unknown: return [Double](repeating: 0, count: field.cellCount)
    case .gene(let name, let isHigh):
      let z = expression(name)
      return isHigh ? z : z.map { -$0 }
    case .cells(let cells): return share(of: cells.types)
    case .region(let region):
      var sum = [Double](repeating: 0, count: field.cellCount)
      for own in region.company {
        let share = share(of: own.cells.types)
        let weight = own.weight / FieldScale(field.smoothed(share)).deviation
        for cell in sum.indices { sum[cell] += weight * share[cell] }
      }
      return sum
    case .oneOf(let alternatives):
      var sum = [Double](repeating: 0, count: field.cellCount)
      for alternative in alternatives {
        let own = try values(alternative.meaning)
        let weight = alternative.weight / FieldScale(field.smoothed(own)).deviation
        for cell in sum.indices { sum[cell] += weight * own[cell] }
      }
      return sum
    case .anyOf:
      return try values(.oneOf(meaning.parts.map { MeantAlternative(meaning: $0, weight: 1) }))
    case .likeness(let words): return try cosines(words)
    }
  }

  /// How much of it there is in a cell.
  private func amount(_ meaning: QueryMeaning) throws -> LocalAmount {
    switch meaning {
    case .anything: LocalAmount(values: [Double](repeating: 1, count: field.cellCount))
    case .cells, .gene: LocalAmount(values: try values(meaning))
    case .region, .oneOf, .anyOf, .likeness, .unknown: try regional(meaning).amount
    }
  }

  /// The cells that others lie near.
  private func targets(_ meaning: QueryMeaning) throws -> [NearTarget.Part] {
    switch meaning {
    case .anything: return [NearTarget.Part(amount: try amount(meaning), least: 1)]
    case .gene: return [NearTarget.Part(amount: try amount(meaning), least: Self.highExpression)]
    case .cells: return [NearTarget.Part(amount: try amount(meaning), least: 0.5)]
    case .anyOf: return try meaning.parts.flatMap(targets)
    case .region, .oneOf, .likeness, .unknown:
      let (amount, scores) = try regional(meaning)
      return [NearTarget.Part(amount: amount, least: ScoreThreshold.separating(scores))]
    }
  }

  /// What belongs to a place rather than to a cell, and the scores where cells do lie.
  private func regional(_ meaning: QueryMeaning) throws -> (amount: LocalAmount, scores: [Double]) {
    let values = try values(meaning)
    let smoothed = field.smoothed(values)
    let scale = FieldScale(smoothed)
    return (LocalAmount(values: values, scale: scale), scale(smoothed))
  }

  // MARK: - What is known of cells

  /// z-scores over the cells of each section, `[places]`.
  private func expression(_ gene: String) -> [Double] {
    let own = sections.map { section -> [Double] in
      guard let column = section.genes.firstIndex(where: { $0.name == gene }) else {
        return [Double](repeating: 0, count: section.cellCount)
      }
      return ExpressionScores.zScores(section, columns: [column]).values
    }
    return field.placed(own)
  }

  /// How probable it is that a cell is of one of these types, `[places]`.
  private func share(of names: [String]) -> [Double] {
    let chosen = Set(names)
    let columns = types.types.indices.filter { chosen.contains(types.types[$0].name) }
    let own = types.probabilities.map { matrix in
      (0..<matrix.rowCount).map { cell in
        columns.reduce(0) { $0 + matrix[cell, $1] }
      }
    }
    return field.placed(own)
  }

  private func cosines(_ words: String) throws -> [Double] {
    guard let vectors else { return [Double](repeating: 0, count: field.cellCount) }
    let text = try vectors.ofTexts([words])
    let own = vectors.cells.map { cells in
      stride(from: 0, to: cells.count, by: vectors.width).map { start in
        (0..<vectors.width).reduce(0.0) { $0 + Double(cells[start + $1]) * Double(text[$1]) }
      }
    }
    return field.placed(own)
  }
}
