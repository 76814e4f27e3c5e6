import Autodiff
import CellSections

/// Which labelled cells are kept apart together: whole sections where there are several, else contiguous
/// blocks; never random cells of one neighbourhood, which would be found again in their neighbours.
public struct ValidationFolds: Sendable, Equatable {
  /// The fold of each cell, -1 for one that always trains, `[sections][cells]`.
  public let folds: [[Int]]
  /// How many folds there are, at least 1.
  public let count: Int
  /// What was kept apart, in words.
  public let description: String

  /// The most folds.
  static let most = 4
  /// From so many labelled cells on, one split tells enough.
  static let manyCells = 6000
  /// Blocks a section is cut into; a fold has every `count`-th of them.
  static let blocks = 16

  /// - Parameters:
  ///   - sections: with labels.
  ///   - share: how much a single split keeps apart.
  ///   - allowsSeveral: whether several folds are affordable.
  public init(
    _ sections: [LabelledSection], share: Double, seed: UInt64, allowsSeveral: Bool = true
  ) {
    let labelled = sections.map { section in
      (0..<section.section.cellCount).filter { cell in
        section.codes.contains { $0[cell] >= 0 }
      }
    }
    let total = labelled.reduce(0) { $0 + $1.count }
    let isSingle = total >= Self.manyCells || !allowsSeveral
    let carriers = sections.indices.filter { !labelled[$0].isEmpty }
    if Self.canSpareSections(sections) {
      let groups = Self.groups(labelled.map(\.count), carriers)
      let kept =
        isSingle ? [Self.single(groups, labelled.map(\.count), share * Double(total))] : groups
      folds = sections.indices.map { index in
        let fold = kept.firstIndex { $0.contains(index) } ?? -1
        return [Int](repeating: fold, count: sections[index].section.cellCount)
      }
      count = kept.count
      description =
        isSingle
        ? "kept apart: " + kept[0].map { sections[$0].section.name }.joined(separator: ", ")
        : "\(kept.count) folds of whole sections"
      return
    }
    let period = isSingle ? max(2, Int((1 / share).rounded())) : Self.most
    var generator = SeededGenerator(seed: seed, path: [0x5eed])
    folds = zip(sections, labelled).map { section, labelled in
      Self.blockFolds(section.section, labelled, period: period, isSingle, &generator)
    }
    count = isSingle ? 1 : period
    let parts =
      sections.contains { $0.section.coordinates != nil } ? "spatial blocks" : "random cells"
    description =
      isSingle
      ? "kept apart: \(parts), \(Int((100 / Double(period)).rounded())) % of the labelled cells"
      : "\(period) folds of \(parts)"
  }

  /// Whether a cell's labels train when a fold is kept apart, `[sections][cells]`.
  public func trains(without fold: Int) -> [[Bool]] {
    folds.map { cells in cells.map { $0 != fold } }
  }

  /// Whether no section holds nearly all labels of a task.
  private static func canSpareSections(_ sections: [LabelledSection]) -> Bool {
    (sections.first?.codes.indices ?? 0..<0).allSatisfy { task in
      let counts = sections.map { $0.codes[task].count { $0 >= 0 } }
      return Double(counts.max() ?? 0) <= 0.75 * Double(counts.reduce(0, +))
    }
  }

  /// At most `most` groups of sections with about equally many labelled cells.
  private static func groups(_ sizes: [Int], _ carriers: [Int]) -> [[Int]] {
    var groups = [[Int]](repeating: [], count: min(most, carriers.count))
    var totals = [Int](repeating: 0, count: groups.count)
    for section in carriers.sorted(by: { (sizes[$1], $0) < (sizes[$0], $1) }) {
      let target = totals.indices.min { (totals[$0], $0) < (totals[$1], $1) } ?? 0
      groups[target].append(section)
      totals[target] += sizes[section]
    }
    return groups.map { $0.sorted() }
  }

  /// The group whose size is nearest to the wish.
  private static func single(_ groups: [[Int]], _ sizes: [Int], _ wanted: Double) -> [Int] {
    let distances = groups.map { group in
      abs(Double(group.reduce(0) { $0 + sizes[$1] }) - wanted)
    }
    let best = groups.indices.min { (distances[$0], $0) < (distances[$1], $1) } ?? 0
    return groups[best]
  }

  /// Blocks of equally many labelled cells, or random ones where cells lie nowhere; a cell without label
  /// belongs to no fold.
  private static func blockFolds(
    _ section: PreparedSection, _ labelled: [Int], period: Int, _ isSingle: Bool,
    _ generator: inout SeededGenerator
  ) -> [Int] {
    var folds = [Int](repeating: -1, count: section.cellCount)
    func fold(ofPart part: Int) -> Int {
      let fold = part % period
      return isSingle ? (fold == period / 2 ? 0 : -1) : fold
    }
    guard let coordinates = section.coordinates else {
      var order = labelled
      generator.shuffle(&order)
      for (place, cell) in order.enumerated() { folds[cell] = fold(ofPart: place) }
      return folds
    }
    let parts = SpatialBlocks(of: coordinates.selecting(labelled), count: blocks)
    for (part, cells) in parts.blocks.enumerated() {
      for cell in cells { folds[labelled[cell]] = fold(ofPart: part) }
    }
    return folds
  }
}
