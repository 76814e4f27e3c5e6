import Foundation

/// What normalisation needs of a section: constants, computed once.
///
/// Expression is `x[i,g] = log1p(y[i,g] · M / L_i)`.
public struct SectionStatistics: Sendable, Equatable {
  /// `L_i = Σ_g y[i,g]` over measured genes, `[cells]`; 0 for an empty cell.
  public let librarySizes: [Int]
  /// `M`, the median of the library sizes of non-empty cells; 1 where all are empty.
  public let medianLibrarySize: Double
  /// The mean of `log L_i` over non-empty cells.
  public let meanLogLibrarySize: Double
  /// The standard deviation of `log L_i` over non-empty cells; 0 where all are alike.
  public let deviationOfLogLibrarySize: Double

  /// Complexity: O(counts stored + cells · log cells).
  public init(_ counts: CountMatrix) {
    librarySizes = counts.rowTotals()
    let sizes = librarySizes.filter { $0 > 0 }.map(Double.init)
    medianLibrarySize = sizes.median() ?? 1
    let logs = sizes.map { log($0) }
    let count = Double(max(logs.count, 1))
    let mean = logs.reduce(0, +) / count
    meanLogLibrarySize = mean
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    // Below this the differences are rounding, and dividing by them would blow it up.
    deviationOfLogLibrarySize = variance > 1e-12 ? variance.squareRoot() : 0
  }

  /// `(log L − mean) / deviation`, in this section's terms; 0 for an empty cell or where all cells are alike.
  ///
  /// - Parameter librarySize: `L_i`, or the estimate `L_i^vis` of a masked cell.
  public func standardizedLogLibrarySize(_ librarySize: Double) -> Double {
    guard librarySize > 0, deviationOfLogLibrarySize > 0 else { return 0 }
    return (log(librarySize) - meanLogLibrarySize) / deviationOfLogLibrarySize
  }

  /// `log1p(y · M / L)`; 0 for an empty cell.
  public func expression(count: Int32, librarySize: Double) -> Double {
    librarySize > 0 ? log1p(Double(count) * medianLibrarySize / librarySize) : 0
  }
}
