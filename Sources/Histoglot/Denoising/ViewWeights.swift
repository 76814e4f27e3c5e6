import SectionAnalysis

/// How much each view of a gene counts: least squares, drawn towards weights that hold for all genes.
///
/// With views and target centered, `G_g = Σ v vᵀ` and `h_g = Σ v t` over cells: for all genes
/// `w = argmin_{w ≥ 0} wᵀ(Σ_g G_g)w − 2 wᵀ Σ_g h_g`, for one `w_g = (G_g + λ_g I)⁻¹ (h_g + λ_g w)` with
/// `λ_g = shrinkage · tr(G_g) / views`.
struct ViewWeights: Sendable {
  /// `[genes]` of `[views, views]`.
  private var squares: [FeatureMatrix]
  /// `[genes, views]`
  private var crosses: FeatureMatrix
  let viewCount: Int

  init(geneCount: Int, viewCount: Int) {
    self.viewCount = viewCount
    squares = Array(
      repeating: FeatureMatrix(rowCount: viewCount, columnCount: viewCount), count: geneCount)
    crosses = FeatureMatrix(rowCount: geneCount, columnCount: viewCount)
  }

  /// Adds what cells show of some genes.
  ///
  /// - Parameters:
  ///   - genes: which genes the columns are.
  ///   - views: `[cells, columns]` each.
  ///   - target: what the views should tell, `[cells, columns]`.
  ///   - cells: which cells count.
  mutating func learn(
    _ genes: Range<Int>, views: [FeatureMatrix], target: FeatureMatrix, cells: [Int]
  ) {
    let count = Double(max(cells.count, 1))
    var seen = [Double](repeating: 0, count: viewCount)
    for (column, gene) in genes.enumerated() {
      let center = cells.reduce(0) { $0 + views[0][$1, column] } / count
      let targetCenter = cells.reduce(0) { $0 + target[$1, column] } / count
      for cell in cells {
        for view in 0..<viewCount { seen[view] = views[view][cell, column] - center }
        let wanted = target[cell, column] - targetCenter
        for view in 0..<viewCount {
          crosses[gene, view] += seen[view] * wanted
          for other in 0...view { squares[gene][view, other] += seen[view] * seen[other] }
        }
      }
      for view in 0..<viewCount {
        for other in 0..<view { squares[gene][other, view] = squares[gene][view, other] }
      }
    }
  }

  /// Weights that hold for all genes, none below 0, `[views]`.
  func common() -> [Double] {
    var square = FeatureMatrix(rowCount: viewCount, columnCount: viewCount)
    var cross = [Double](repeating: 0, count: viewCount)
    for gene in squares.indices {
      for place in square.values.indices { square.values[place] += squares[gene].values[place] }
      for view in 0..<viewCount { cross[view] += crosses[gene, view] }
    }
    // Coordinate descent: convex, so that it comes to the one minimum.
    var weights = [Double](repeating: 0, count: viewCount)
    for _ in 0..<2000 {
      for view in 0..<viewCount where square[view, view] > 0 {
        var left = cross[view]
        for other in 0..<viewCount where other != view {
          left -= square[view, other] * weights[other]
        }
        weights[view] = max(0, left / square[view, view])
      }
    }
    return weights
  }

  /// The weights of each gene, `[genes, views]`; those that hold for all where a gene does not vary.
  func ofEachGene(shrinkage: Double) -> FeatureMatrix {
    let common = common()
    var weights = FeatureMatrix(rowCount: squares.count, columnCount: viewCount)
    for gene in squares.indices {
      var square = squares[gene]
      let trace = (0..<viewCount).reduce(0) { $0 + square[$1, $1] }
      let penalty = shrinkage * trace / Double(viewCount)
      guard penalty > 0 else {
        for view in 0..<viewCount { weights[gene, view] = common[view] }
        continue
      }
      var right = FeatureMatrix(rowCount: viewCount, columnCount: 1)
      for view in 0..<viewCount {
        square[view, view] += penalty
        right[view, 0] = crosses[gene, view] + penalty * common[view]
      }
      let solved = CholeskyFactor(square).solved(right)
      for view in 0..<viewCount { weights[gene, view] = solved[view, 0] }
    }
    return weights
  }
}

extension [FeatureMatrix] {
  /// The views of genes put together by their weights about the mean of the first, never below 0, `[cells, columns]`.
  ///
  /// - Parameter weights: `[genes, views]`, of which the columns are `genes`.
  func combined(_ weights: FeatureMatrix, of genes: Range<Int>) -> FeatureMatrix {
    var sum = FeatureMatrix(rowCount: self[0].rowCount, columnCount: genes.count)
    let centers = Standardizer(self[0]).means
    for cell in 0..<sum.rowCount {
      for (column, gene) in genes.enumerated() {
        var value = centers[column]
        for (view, values) in enumerated() {
          value += weights[gene, view] * (values[cell, column] - centers[column])
        }
        sum[cell, column] = Swift.max(value, 0)
      }
    }
    return sum
  }
}
