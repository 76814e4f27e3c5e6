/// Labelled rows made ready for logistic regression once, to be fitted by several penalties.
public struct RegressionRows: Sendable {
  /// How many classes there are, those without rows included.
  public let classCount: Int
  /// The classes that have rows, ascending.
  public let trainedClasses: [Int]
  /// Shift and scale of the features.
  public let standardizer: Standardizer
  /// The labelled rows, shifted and scaled, `[labelled rows, columns]`.
  let features: FeatureMatrix
  /// The place of each row's class among the trained ones, `[labelled rows]`.
  let classes: [Int]

  /// How many numbers are held: labelled rows times columns.
  public var elementCount: Int { features.values.count }

  /// - Parameters:
  ///   - features: `[rows, columns]`.
  ///   - labels: `[rows]`, codes below `classCount`; rows with -1 are left out.
  ///   - standardizes: whether features become z-scores of the labelled rows.
  ///   - group: where columns come in groups of so many, views of the same things, a column of a later group is divided by
  ///     `√(s₁ s)`, s its own deviation and s₁ that of its like in the first group: a penalty then bears harder on a view that
  ///     varies less. nil where columns are no views of each other.
  /// - Throws: `AnalysisError` for no labelled row, one class only, or a value that is not finite.
  public init(
    _ features: FeatureMatrix, labels: [Int32], classCount: Int, standardizes: Bool = true,
    group: Int? = nil
  ) throws {
    precondition(
      features.rowCount == labels.count,
      "RegressionRows: \(features.rowCount) rows beside \(labels.count) labels")
    let analysis = "logistic regression"
    let rows = labels.indices.filter { labels[$0] >= 0 }
    guard !rows.isEmpty else { throw AnalysisError(analysis, .noLabelledCells) }
    try features.requireFinite(for: analysis)
    let labelled = rows.count == labels.count ? features : features.selectingRows(rows)
    let present = Set(rows.map { Int(labels[$0]) }).sorted()
    guard present.count > 1 else { throw AnalysisError(analysis, .oneClassOnly) }
    var place = [Int](repeating: -1, count: classCount)
    for (index, code) in present.enumerated() { place[code] = index }
    self.classCount = classCount
    trainedClasses = present
    var standardizer =
      standardizes ? Standardizer(labelled) : Standardizer(identity: features.columnCount)
    if let group {
      for column in standardizer.deviations.indices.dropFirst(group) {
        let own = standardizer.deviations[column % group]
        standardizer.deviations[column] = (own * standardizer.deviations[column]).squareRoot()
      }
    }
    self.standardizer = standardizer
    self.features = standardizes ? standardizer(labelled) : labelled
    classes = rows.map { place[Int(labels[$0])] }
  }
}
