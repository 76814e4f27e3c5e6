/// The expression of counts, cell after cell; most counts of a cell are small and come again.
struct CellExpression {
  private let scale: GeneScale
  private let measured: Int
  private var library = 0.0
  /// `x` of the counts 0, 1, … of this cell; NaN where it was not asked for yet.
  private var known = [Double](repeating: .nan, count: 64)

  /// - Parameter measured: how many genes the section measured.
  init(_ scale: GeneScale, measured: Int) {
    self.scale = scale
    self.measured = measured
  }

  /// Turns to a cell.
  ///
  /// - Parameter library: the sum of its counts, as far as it may be known.
  mutating func begin(library: Double) {
    self.library = library
    for count in known.indices { known[count] = .nan }
  }

  /// `x` of a count of this cell.
  mutating func callAsFunction(_ count: Int32) -> Double {
    let index = Int(count)
    guard known.indices.contains(index) else {
      return scale.expression(count: count, library: library, measured: measured)
    }
    if known[index].isNaN {
      known[index] = scale.expression(count: count, library: library, measured: measured)
    }
    return known[index]
  }
}
