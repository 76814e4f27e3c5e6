import Autodiff
import CellSections

extension CountMatrix {
  /// Each count sent to one of two halves by the toss of a coin: of Poisson counts, two independent matrices of half
  /// the mean that add up to this one (count splitting; Neufeld et al. 2024).
  func halved(using generator: inout SeededGenerator) -> (first: CountMatrix, second: CountMatrix) {
    var firstHalf = [Int32](repeating: 0, count: values.count)
    for entry in values.indices {
      var left = Int(values[entry])
      while left > 0 {
        let tosses = min(left, 64)
        let bits = generator.next() >> UInt64(64 - tosses)
        firstHalf[entry] += Int32(bits.nonzeroBitCount)
        left -= tosses
      }
    }
    let rest = zip(values, firstHalf).map { $0 - $1 }
    return (withCounts(firstHalf), withCounts(rest))
  }

  /// The same entries with other counts; those of 0 are left out.
  private func withCounts(_ counts: [Int32]) -> CountMatrix {
    var starts = [0]
    var keptColumns: [Int32] = []
    var keptValues: [Int32] = []
    for row in 0..<rowCount {
      for entry in entries(of: row) where counts[entry] > 0 {
        keptColumns.append(columns[entry])
        keptValues.append(counts[entry])
      }
      starts.append(keptColumns.count)
    }
    return CountMatrix(
      rowStarts: starts, columns: keptColumns, values: keptValues, columnCount: columnCount)
  }
}
