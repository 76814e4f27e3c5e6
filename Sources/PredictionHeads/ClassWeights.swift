/// Weights that keep rare categories heard: `∝ n^(−½)`, with mean 1 over the cells.
///
/// - Parameters:
///   - codes: each cell's category, below 0 for none.
///   - categories: how many there are.
/// - Returns: the weight of each category, `[categories]`; 0 for one without cells.
public func classWeights(codes: [Int32], categories: Int) -> [Float] {
  var counts = [Float](repeating: 0, count: categories)
  for code in codes where code >= 0 { counts[Int(code)] += 1 }
  let raw = counts.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
  let total = zip(counts, raw).reduce(Float(0)) { $0 + $1.0 * $1.1 }
  let cells = counts.reduce(0, +)
  return raw.map { total > 0 ? $0 * cells / total : 0 }
}
