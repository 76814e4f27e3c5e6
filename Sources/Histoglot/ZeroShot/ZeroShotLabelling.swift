import CellSections
import SectionAnalysis

/// One run over the pooled cells: evidence, self-training, smoothing.
struct ZeroShotLabelling {
  private let cells: PooledCells
  /// Answerable types, then rivals, then being none of them where that is possible.
  private let probabilities: FeatureMatrix
  /// `m` of answerable types and rivals, `[pooled cells, both]`.
  private let markers: FeatureMatrix
  /// `[answerable]`
  private let isMarked: [Bool]
  private let rivalCount: Int

  init(
    _ cells: PooledCells, _ asked: AskedTypes, evidence: [ZeroShotEvidence],
    options: ZeroShotOptions
  ) throws {
    self.cells = cells
    let kept = asked.answerable + asked.rivals
    let isSmall = cells.genes.count < options.genesPerType * kept.count
    let isPlain = options.method == .markers
    let latents = evidence.compactMap(\.latents)
    let representation =
      isPlain
      ? nil
      : try CellRepresentation(
        cells, latents: latents.isEmpty ? nil : latents, isSmall: isSmall, options: options)
    let columns = Set(asked.panel.markers.joined()).union(asked.panel.negativeMarkers.joined())
      .sorted()
    var score = MarkerScore(
      asked.panel, z: cells.zScores(columns: columns), columns: columns,
      specificity: isSmall && !isPlain ? 1 : 0, alike: representation?.alike,
      ownShare: options.ownShare,
      opposesAll: isPlain)
    markers = score.markers.selectingColumns(kept)
    rivalCount = asked.rivals.count
    isMarked = asked.answerable.map { !asked.panel.markers[$0].isEmpty }

    if !isPlain { score.scaleToUnitDeviation() }
    score.takeText(evidence.compactMap(\.textScores).isEmpty ? nil : evidence, cells, asked)
    var joint = score.scores
    for place in joint.values.indices { joint.values[place] /= options.temperature }
    if !asked.seen.isEmpty {
      let opinions = evidence.compactMap { $0.seen?.logarithms }
      joint = options.seen(
        score.scores, logarithms: cells.rows(opinions), types: asked.seen)
    }
    var first = joint.selectingColumns(kept)
    if let none = options.noneScore, !isPlain {
      let scores = NoneScore(score.scores.selectingColumns(kept), most: none)
      first = first.joined(
        with: FeatureMatrix(
          rowCount: first.rowCount, columnCount: 1,
          values: scores.values.map { $0 / options.temperature }))
    }
    guard let representation else {
      probabilities = first.softmax()
      return
    }
    let learned = try SelfTraining(options, isSmallPanel: isSmall)(
      evidence: first, features: representation.features)
    let graphs = [representation.alike, representation.near].compactMap { $0 }
    probabilities = GraphSmoothing(strength: options.smoothing)(learned, over: graphs)
  }

  /// Puts the results where the cells stand in their sections.
  func results(of sections: [CellSection]) -> [ZeroShotAnnotation.SectionResult] {
    let width = isMarked.count
    return zip(zip(sections, cells.order), cells.ranges).map { pair, range in
      let (section, order) = pair
      var result = ZeroShotAnnotation.SectionResult(
        probabilities: FeatureMatrix(
          rowCount: section.cellCount, columnCount: width, repeating: 1 / Double(width)),
        evidence: Array(repeating: nil, count: section.cellCount),
        isEmpty: Array(repeating: true, count: section.cellCount),
        rival: Array(repeating: nil, count: section.cellCount),
        none: Array(repeating: 0, count: section.cellCount))
      for (place, cell) in zip(range, order) {
        var best = 0
        for type in 0..<width {
          result.probabilities[cell, type] = probabilities[place, type]
          if probabilities[place, type] > probabilities[place, best] { best = type }
        }
        var rival = best
        for other in width..<width + rivalCount
        where probabilities[place, other] > probabilities[place, rival] {
          rival = other
        }
        result.rival[cell] = rival == best ? nil : rival - width
        result.none[cell] = 1 - probabilities[row: place].prefix(width + rivalCount).reduce(0, +)
        result.isEmpty[cell] = false
        result.evidence[cell] = isMarked[best] ? markers[place, best] : nil
      }
      return result
    }
  }
}

extension MarkerScore {
  /// Gives types without markers the standardised text scores.
  fileprivate mutating func takeText(
    _ evidence: [ZeroShotEvidence]?, _ cells: PooledCells, _ asked: AskedTypes
  ) {
    guard let evidence else { return }
    let text = cells.rows(evidence.compactMap(\.textScores))
    let scaled = Standardizer(text)(text)
    for type in 0..<text.columnCount where asked.panel.markers[type].isEmpty {
      for cell in 0..<text.rowCount { scores[cell, type] = scaled[cell, type] }
    }
  }
}

extension FeatureMatrix {
  /// The chosen columns, in the order given.
  func selectingColumns(_ columns: [Int]) -> FeatureMatrix {
    var kept: [Double] = []
    kept.reserveCapacity(rowCount * columns.count)
    for row in 0..<rowCount { for column in columns { kept.append(self[row, column]) } }
    return FeatureMatrix(rowCount: rowCount, columnCount: columns.count, values: kept)
  }
}
