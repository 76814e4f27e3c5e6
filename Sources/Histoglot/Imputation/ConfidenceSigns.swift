import SectionAnalysis

/// What tells how well a gene will come out before anyone measured it.
struct ConfidenceSigns: Sendable, Equatable {
  /// How well the shared genes tell it within the reference: the correlation of what half of the cells say of the
  /// other half.
  var withinReference: Double
  /// The correlation of what an expert that looks for cells alike says with what a linear one says.
  var agreement: Double

  static func all(
    said: [(expert: ImputationExpert, values: FeatureMatrix)], reference: SideFeatures,
    targets: FeatureMatrix, penalty: Double
  ) -> [ConfidenceSigns] {
    let even = (0..<targets.rowCount).filter { $0 % 2 == 0 }
    let odd = (0..<targets.rowCount).filter { $0 % 2 == 1 }
    let expected = RidgeRegression(
      reference.own.selectingRows(even), targets.selectingRows(even), penalty: penalty)(
        reference.own.selectingRows(odd))
    let within = expected.columnCorrelations(with: targets.selectingRows(odd))
    func mean(_ experts: [ImputationExpert]) -> FeatureMatrix {
      .mean(of: said.filter { experts.contains($0.expert) }.map(\.values))
    }
    let agreement = mean([.commonDirections, .alikeCells, .smoothedCells]).columnCorrelations(
      with: mean([.linear, .linearRings]))
    return zip(within, agreement).map { ConfidenceSigns(withinReference: $0, agreement: $1) }
  }
}

/// What correlation to expect of a gene, learnt from genes that were left out.
struct ConfidenceScale: Sendable {
  private let regression: RidgeRegression

  /// - Parameter correlations: what came out, of the genes that the signs are of.
  init(_ signs: [ConfidenceSigns], correlations: [Double]) {
    regression = RidgeRegression(
      Self.features(signs),
      FeatureMatrix(rowCount: correlations.count, columnCount: 1, values: correlations),
      penalty: 1e-3)
  }

  /// From 0 to 1.
  func expected(_ signs: [ConfidenceSigns]) -> [Double] {
    regression(Self.features(signs)).values.map { min(max($0, 0), 1) }
  }

  private static func features(_ signs: [ConfidenceSigns]) -> FeatureMatrix {
    FeatureMatrix(
      rowCount: signs.count, columnCount: 2,
      values: signs.flatMap { [$0.withinReference, $0.agreement] })
  }
}
