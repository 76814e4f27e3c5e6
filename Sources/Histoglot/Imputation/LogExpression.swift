import CellSections
import SectionAnalysis

extension CountMatrix {
  /// `log1p(y · M / L)` of chosen genes, `[cells, columns]`; rows of empty cells are 0.
  ///
  /// - Parameters:
  ///   - columns: the genes, in the order wanted.
  ///   - statistics: gives `L` and `M`: of these genes, or of all the section measured.
  func logExpression(of columns: [Int], _ statistics: SectionStatistics) -> FeatureMatrix {
    var places = [Int32](repeating: -1, count: columnCount)
    for (place, column) in columns.enumerated() { places[column] = Int32(place) }
    var expression = FeatureMatrix(rowCount: rowCount, columnCount: columns.count)
    for row in 0..<rowCount {
      let size = Double(statistics.librarySizes[row])
      for entry in entries(of: row) where places[Int(self.columns[entry])] >= 0 {
        expression[row, Int(places[Int(self.columns[entry])])] = statistics.expression(
          count: values[entry], librarySize: size)
      }
    }
    return expression
  }
}

extension FeatureMatrix {
  /// Each column with mean 0 and deviation 1 over the rows; constant columns become 0.
  func standardized() -> FeatureMatrix { Standardizer(self)(self) }

  /// The values times a number.
  func scaled(by factor: Double) -> FeatureMatrix {
    FeatureMatrix(
      rowCount: rowCount, columnCount: columnCount, values: values.map { $0 * factor })
  }

  /// The rows of `other` below these; both must have the same columns.
  func stacked(on other: FeatureMatrix) -> FeatureMatrix {
    precondition(
      columnCount == other.columnCount,
      "FeatureMatrix.stacked: \(columnCount) columns above \(other.columnCount)")
    return FeatureMatrix(
      rowCount: rowCount + other.rowCount, columnCount: columnCount, values: values + other.values)
  }

  /// Each column with mean 0 and deviation 1 over rows that count differently, the last times `factor`; constant
  /// columns become 0.
  func standardized(weights: [Double], lastBy factor: Double) -> FeatureMatrix {
    let total = weights.reduce(0, +)
    var means = [Double](repeating: 0, count: columnCount)
    var squares = means
    for row in 0..<rowCount {
      for column in 0..<columnCount { means[column] += weights[row] * self[row, column] / total }
    }
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        let distance = self[row, column] - means[column]
        squares[column] += weights[row] * distance * distance / total
      }
    }
    var scales = squares.map { $0 > 1e-12 ? 1 / $0.squareRoot() : 0 }
    if let last = scales.indices.last { scales[last] *= factor }
    var standardized = self
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        standardized[row, column] = (self[row, column] - means[column]) * scales[column]
      }
    }
    return standardized
  }
}
