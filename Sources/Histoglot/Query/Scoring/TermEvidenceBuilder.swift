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
    guard let near = term.near else {
      return TermEvidence(values: try values(term.meaning), isNegated: term.isNegated)
    }
    let proximity = Proximity(length: field.reach * Self.nearReaches)
    let nearness = proximity(field, to: try isMember(near))
    return TermEvidence(
      values: zip(try amount(term.meaning), nearness).map { $0 * $1 }, isNegated: term.isNegated)
  }

  /// `e`, `[places]`.
  private func values(_ meaning: QueryMeaning) throws -> [Double] {
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
    case .likeness(let words): return try cosines(words)
    }
  }

  /// How much of it there is in a cell, at least 0.
  private func amount(_ meaning: QueryMeaning) throws -> [Double] {
    switch meaning {
    case .anything: [Double](repeating: 1, count: field.cellCount)
    case .cells(let cells): share(of: cells.types)
    case .gene: try values(meaning).map { max(0, $0) }
    case .region, .oneOf, .likeness, .unknown: try smoothedScores(meaning).map { max(0, $0) }
    }
  }

  /// Whether a cell is one of those that others lie near.
  private func isMember(_ meaning: QueryMeaning) throws -> [Bool] {
    switch meaning {
    case .anything: return [Bool](repeating: true, count: field.cellCount)
    case .gene: return try values(meaning).map { $0 >= Self.highExpression }
    case .cells(let cells): return share(of: cells.types).map { $0 >= 0.5 }
    case .region, .oneOf, .likeness, .unknown:
      let scores = try smoothedScores(meaning)
      let threshold = ScoreThreshold.separating(scores)
      return scores.map { $0 >= threshold }
    }
  }

  private func smoothedScores(_ meaning: QueryMeaning) throws -> [Double] {
    let smoothed = field.smoothed(try values(meaning))
    return FieldScale(smoothed)(smoothed)
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
