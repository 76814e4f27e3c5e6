import SectionAnalysis

/// What the markers of types say of each cell.
///
/// `m_t = Σ_g w_tg z_g` over the type's markers; `S_t = m_t − mean of m over the opposing classes − mean z of the
/// negative markers`. The opposing classes of a type are those with which it shares no marker, so that a layer's
/// neurons are set against glia and not against other layers' neurons.
struct MarkerScore {
  /// `m`, `[cells, types]`: how much more of a type's markers a cell holds than the average cell, in deviations.
  var markers: FeatureMatrix
  /// `S`, `[cells, types]`; 0 for types without markers.
  var scores: FeatureMatrix

  /// - Parameters:
  ///   - z: z-scores, `[cells, columns]`.
  ///   - columns: which gene of the panel each column is.
  ///   - specificity: how fast a marker loses weight with the number of types that share it; 0 is not at all.
  ///   - alike: each cell's means are averaged with those of the cells alike; nil leaves cells alone.
  ///   - opposesAll: sets each type against all others, as the plain marker score does.
  init(
    _ panel: MarkerPanel, z: FeatureMatrix, columns: [Int], specificity: Double,
    alike: NeighbourLists?, ownShare: Double = 0, opposesAll: Bool = false
  ) {
    var place: [Int: Int] = [:]
    for (index, column) in columns.enumerated() { place[column] = index }
    let types = panel.candidates.count
    let weights = panel.weights(specificity: specificity)
    var markers = FeatureMatrix(rowCount: z.rowCount, columnCount: types)
    var negative = markers
    for type in 0..<types {
      let own = zip(panel.markers[type], weights[type]).compactMap { gene, weight in
        place[gene].map { ($0, weight) }
      }
      let against = panel.negativeMarkers[type].compactMap { place[$0] }
      for cell in 0..<z.rowCount {
        for (column, weight) in own { markers[cell, type] += weight * z[cell, column] }
        for column in against {
          negative[cell, type] += z[cell, column] / Double(against.count)
        }
      }
    }
    if let alike {
      let count = Double(alike.neighbours.count) / Double(max(1, alike.cellCount))
      let weight = max(1, count * ownShare / (1 - ownShare))
      markers = alike.means(of: markers, ownWeight: weight)
      negative = alike.means(of: negative, ownWeight: weight)
    }
    self.markers = markers
    let marked = panel.marked
    scores = FeatureMatrix(rowCount: z.rowCount, columnCount: types)
    let totals = (0..<z.rowCount).map { cell in
      marked.reduce(0) { $0 + markers[cell, $1] }
    }
    for type in marked {
      let opposing = opposesAll ? marked.filter { $0 != type } : panel.opposing[type]
      let isOpposing = Set(opposing)
      // Of the opposing types and the rest, the fewer are added up.
      let rest =
        opposing.count * 2 > marked.count ? marked.filter { !isOpposing.contains($0) } : nil
      for cell in 0..<z.rowCount {
        var sum = 0.0
        for other in rest ?? opposing { sum += markers[cell, other] }
        let others = rest == nil ? sum : totals[cell] - sum
        let mean = opposing.isEmpty ? 0 : others / Double(opposing.count)
        scores[cell, type] = markers[cell, type] - mean - negative[cell, type]
      }
    }
  }

  /// Divides each type's scores by their deviation over cells, so that a type of one marker, whose scores scatter
  /// widely, is not preferred to one of ten, whose scores scatter little.
  mutating func scaleToUnitDeviation() {
    let deviations = Standardizer(scores).deviations
    for place in scores.values.indices {
      scores.values[place] /= deviations[place % scores.columnCount]
    }
  }
}
