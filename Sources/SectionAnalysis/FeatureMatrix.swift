/// What is known of each cell as numbers: a dense matrix `[rows, columns]`, row after row.
///
/// Rows are cells; columns are expression values, principal components, embeddings, logits or
/// probabilities.
public struct FeatureMatrix: Sendable, Equatable {
  /// How many cells there are.
  public let rowCount: Int
  /// How many values each cell has.
  public let columnCount: Int
  /// `[rows, columns]`, row-major.
  public var values: [Double]

  public init(rowCount: Int, columnCount: Int, values: [Double]) {
    precondition(
      values.count == rowCount * columnCount,
      "FeatureMatrix: \(values.count) values for \(rowCount) × \(columnCount)")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.values = values
  }

  /// A matrix of one value throughout.
  public init(rowCount: Int, columnCount: Int, repeating value: Double = 0) {
    self.init(
      rowCount: rowCount, columnCount: columnCount,
      values: [Double](repeating: value, count: rowCount * columnCount))
  }

  /// The same numbers from single precision, as models give them.
  public init(rowCount: Int, columnCount: Int, values: [Float]) {
    self.init(rowCount: rowCount, columnCount: columnCount, values: values.map(Double.init))
  }

  public subscript(row: Int, column: Int) -> Double {
    get { values[row * columnCount + column] }
    set { values[row * columnCount + column] = newValue }
  }

  /// The values of one cell, `[columns]`.
  public subscript(row row: Int) -> ArraySlice<Double> {
    values[row * columnCount..<(row + 1) * columnCount]
  }

  /// The chosen cells, in the order given.
  public func selectingRows(_ rows: [Int]) -> FeatureMatrix {
    var kept: [Double] = []
    kept.reserveCapacity(rows.count * columnCount)
    for row in rows { kept.append(contentsOf: self[row: row]) }
    return FeatureMatrix(rowCount: rows.count, columnCount: columnCount, values: kept)
  }

  /// The columns of `other` to the right of these; both must have the same cells.
  public func joined(with other: FeatureMatrix) -> FeatureMatrix {
    precondition(
      rowCount == other.rowCount,
      "FeatureMatrix.joined: \(rowCount) rows beside \(other.rowCount)")
    var joined: [Double] = []
    joined.reserveCapacity(values.count + other.values.count)
    for row in 0..<rowCount {
      joined.append(contentsOf: self[row: row])
      joined.append(contentsOf: other[row: row])
    }
    return FeatureMatrix(
      rowCount: rowCount, columnCount: columnCount + other.columnCount, values: joined)
  }

  /// The column of the largest value in each row, the first of equals; `[rows]`.
  ///
  /// For probabilities these are the predicted classes. A matrix without columns gives -1
  /// throughout.
  public func largestColumns() -> [Int32] {
    (0..<rowCount).map { row in
      var best = -1
      var bestValue = -Double.infinity
      for column in 0..<columnCount where best < 0 || self[row, column] > bestValue {
        best = column
        bestValue = self[row, column]
      }
      return Int32(best)
    }
  }

  /// The largest value of each row, `[rows]`; for probabilities, the confidence.
  public func largestValues() -> [Double] {
    (0..<rowCount).map { self[row: $0].max() ?? 0 }
  }

  /// Throws where a value is NaN or infinite.
  func requireFinite(for analysis: String) throws {
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw AnalysisError(
        analysis, .nonFinite(row: place / columnCount, column: place % columnCount))
    }
  }
}
