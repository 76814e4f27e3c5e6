import CellSections

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A section cut into strips side by side, each as much like a section of its own as the tissue allows: across the
/// direction in which all of them hold the same categories, so that layers run through each.
package struct TissueStrips {
  /// The strip of each labelled cell, in their order.
  package let strips: [Int]
  /// How alike the strips' categories are: the mean over strips, and the least over label keys, of `Σ_c min(p_c, q_c)`, with
  /// `p` the shares of the categories in the strip and `q` those in the others; 1 where they are the same.
  package let likeness: Double

  /// Directions that are tried, over half a turn.
  static let directions = 12

  /// - Parameters:
  ///   - coordinates: of the labelled cells.
  ///   - codes: their categories, -1 for none, `[tasks][cells]`.
  ///   - count: how many strips.
  package init(_ coordinates: Coordinates, codes: [[Int32]], count: Int) {
    var best: (strips: [Int], likeness: Double) = ([], -1)
    for direction in 0..<Self.directions {
      let angle = Double.pi * Double(direction) / Double(Self.directions)
      let (along, across) = (cos(angle), sin(angle))
      let places = zip(coordinates.x, coordinates.y).map { $0 * along + $1 * across }
      let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
      var strips = [Int](repeating: 0, count: places.count)
      for (rank, cell) in order.enumerated() { strips[cell] = rank * count / places.count }
      let likeness = codes.map { Self.likeness(strips, $0, count: count) }.min() ?? 0
      if likeness > best.likeness { best = (strips, likeness) }
    }
    (strips, likeness) = best
  }

  private static func likeness(_ strips: [Int], _ codes: [Int32], count: Int) -> Double {
    let categories = Int(codes.max() ?? -1) + 1
    var cells = [[Double]](
      repeating: [Double](repeating: 0, count: categories), count: count)
    for (strip, code) in zip(strips, codes) where code >= 0 { cells[strip][Int(code)] += 1 }
    let all = (0..<categories).map { category in cells.reduce(0) { $0 + $1[category] } }
    let total = all.reduce(0, +)
    let shared = cells.map { own in
      let inside = own.reduce(0, +)
      guard inside > 0, total > inside else { return 0.0 }
      return zip(own, all).reduce(0) {
        $0 + min($1.0 / inside, ($1.1 - $1.0) / (total - inside))
      }
    }
    return shared.reduce(0, +) / Double(max(1, count))
  }
}
