/// In which order the cells of a panel are painted, and in what color.
///
/// Later cells cover earlier ones, so what is common comes first and what is rare last: nobody hides behind a
/// crowd. Within a group the order is shuffled, the same way every time, so that no corner of the file covers
/// another.
package struct PaintOrder {
  /// Cell indices, first painted first.
  package private(set) var cells: [Int] = []
  /// Of `cells`.
  package private(set) var colors: [Color] = []

  /// Groups of cells in the order they are painted.
  package init(groups: [(cells: [Int], color: Color)]) {
    for (group, color) in groups {
      cells += Self.shuffled(group)
      colors += [Color](repeating: color, count: group.count)
    }
  }

  /// Cells by number from low to high, over those without one.
  package init(values: [Double?], range: NumberRange, missing: Color) {
    let isKnown = values.map { $0?.isFinite ?? false }
    let known = values.indices.filter { isKnown[$0] }
    let ordered = known.sorted { (values[$0] ?? 0, $0) < (values[$1] ?? 0, $1) }
    let scale = (0...255).map { Viridis.color(at: Double($0) / 255) }
    self.init(groups: [(values.indices.filter { !isKnown[$0] }, missing)])
    cells += ordered
    colors += ordered.map { scale[Int((range.share(values[$0] ?? 0) * 255).rounded())] }
  }

  private static func shuffled(_ cells: [Int]) -> [Int] {
    var cells = cells
    var generator = SplitMix(state: UInt64(cells.count))
    cells.shuffle(using: &generator)
    return cells
  }
}

/// The SplitMix64 generator (Steele, Lea and Flood 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
