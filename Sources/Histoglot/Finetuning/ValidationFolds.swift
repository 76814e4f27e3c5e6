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

  /// Cells that stand or fall together, since they are one section or one block: how much validation can tell is a
  /// matter of how many of these there are, `[sections][cells]`.
  let units: [[Int32]]

  /// Whether so many sections are judged whole that what sets them apart can be told from what is asked.
  var areManySections: Bool {
    let judged = zip(folds, units).filter { $0.0.contains { $0 >= 0 } }
    return judged.count >= Self.manySections && judged.allSatisfy { Set($0.1).count == 1 }
  }

  /// With two sections, each judges the other: one toss of a coin.
  static let manySections = 3

  /// The most folds.
  static let most = 4
  /// From so many labelled cells on, two folds tell enough; and one split from so many.
  static let manyCells = 6000
  static let plentyOfCells = 20_000
  /// Blocks a section is cut into; a fold has every `count`-th of them.
  ///
  /// But where neighbours share their label, as in regions and layers, a fold is one strip of tissue, if strips can be cut
  /// that hold the same categories: blocks that touch those which train would be known by their surroundings, and what is
  /// learned must hold some way off, as it must in another section.
  static let blocks = 16
  /// From this share of neighbours with a cell's own label on, the label is one of regions.
  static let regionalShare = 0.5
  /// Strips are kept apart only if their categories are as alike as this.
  static let leastLikeness = 0.7
  /// Sections are kept apart whole only if the others know the categories of this share of their labelled cells.
  static let leastKnown = 0.8

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
    let isSingle = total >= Self.plentyOfCells || !allowsSeveral
    let mostFolds = total >= Self.manyCells ? 2 : Self.most
    if let folds = Self.sectionFolds(
      sections, sizes: labelled.map(\.count), most: mostFolds,
      singleShare: isSingle ? share : nil)
    {
      self = folds
      return
    }
    let period = isSingle ? max(2, Int((1 / share).rounded())) : mostFolds
    var generator = SeededGenerator(seed: seed, path: [0x5eed])
    let parts = zip(sections, labelled).map { Self.parts($0.section, $1, &generator) }
    var units: [[Int32]] = []
    var unitCount = 0
    for (section, parts) in zip(sections, parts) {
      var own = [Int32](repeating: -1, count: section.section.cellCount)
      for (part, cells) in parts.enumerated() {
        for cell in cells { own[cell] = Int32(unitCount + part) }
      }
      unitCount += parts.count
      units.append(own)
    }
    func folds(_ fold: (_ part: Int) -> Int) -> [[Int]] {
      zip(sections, parts).map { section, parts in
        var own = [Int](repeating: -1, count: section.section.cellCount)
        for (part, cells) in parts.enumerated() {
          for cell in cells { own[cell] = fold(part) }
        }
        return own
      }
    }
    let lie = sections.contains { $0.section.coordinates != nil }
    let words = lie ? "spatial blocks" : "random cells"
    if isSingle {
      self.init(
        folds: folds { part in part % period == period / 2 ? 0 : -1 }, count: 1,
        description:
          "kept apart: \(words), \(Int((100 / Double(period)).rounded())) % of the labelled cells",
        units: units)
      return
    }
    if Self.shareOfNeighbours(sections) >= Self.regionalShare,
      let strips = Self.strips(sections, labelled, count: period)
    {
      self.init(
        folds: strips, count: period, description: "\(period) folds, each a strip of the tissue",
        units: units)
      return
    }
    self.init(
      folds: folds { part in part % period }, count: period,
      description: "\(period) folds of \(words)", units: units)
  }

  private init(folds: [[Int]], count: Int, description: String, units: [[Int32]]) {
    self.folds = folds
    self.count = count
    self.description = description
    self.units = units
  }

  /// Whole sections kept apart; nil where that would validate too little: a section holds nearly all labels of a task, or
  /// categories of its own.
  private static func sectionFolds(
    _ sections: [LabelledSection], sizes: [Int], most: Int, singleShare: Double?
  ) -> ValidationFolds? {
    let isUneven = (sections.first?.codes.indices ?? 0..<0).contains { task in
      let counts = sections.map { $0.codes[task].count { $0 >= 0 } }
      return Double(counts.max() ?? 0) > 0.75 * Double(counts.reduce(0, +))
    }
    if isUneven { return nil }
    var groups = groups(sizes, sections.indices.filter { sizes[$0] > 0 }, most: most)
    if let singleShare {
      groups = [single(groups, sizes, singleShare * Double(sizes.reduce(0, +)))]
    }
    let ofSections = sections.indices.map { index in
      groups.firstIndex { $0.contains(index) } ?? -1
    }
    guard knownShare(sections, ofSections) >= leastKnown else { return nil }
    return ValidationFolds(
      folds: zip(sections, ofSections).map {
        [Int](repeating: $1, count: $0.section.cellCount)
      }, count: groups.count,
      description: singleShare == nil
        ? "\(groups.count) folds of whole sections"
        : "kept apart: " + groups[0].map { sections[$0].section.name }.joined(separator: ", "),
      units: sections.enumerated().map { index, section in
        [Int32](repeating: Int32(index), count: section.section.cellCount)
      })
  }

  /// The largest, over the tasks, mean share of the ten nearest cells of a labelled one, as far as they are labelled, that
  /// carry its label; 0 where none lies beside another.
  private static func shareOfNeighbours(_ sections: [LabelledSection]) -> Double {
    let tasks = sections.first?.codes.indices ?? 0..<0
    let shares = tasks.map { task in
      var alike = 0
      var pairs = 0
      for section in sections {
        guard let graph = section.section.graph else { continue }
        let codes = section.codes[task]
        for cell in codes.indices where codes[cell] >= 0 {
          for other in graph.tenNearest(of: cell)
          where Int(other) != cell && codes[Int(other)] >= 0 {
            pairs += 1
            if codes[Int(other)] == codes[cell] { alike += 1 }
          }
        }
      }
      return pairs == 0 ? 0 : Double(alike) / Double(pairs)
    }
    return shares.max() ?? 0
  }

  /// The least share, over the tasks, of labelled cells whose category other sections than those kept apart with them
  /// carry.
  private static func knownShare(_ sections: [LabelledSection], _ folds: [Int]) -> Double {
    let tasks = sections.first?.codes.indices ?? 0..<0
    let shares = tasks.map { task in
      let carried = sections.map { Set($0.codes[task].filter { $0 >= 0 }) }
      var known = 0
      var labelled = 0
      for (index, section) in sections.enumerated() where folds[index] >= 0 {
        let trained = sections.indices.filter { folds[$0] != folds[index] }
          .reduce(into: Set<Int32>()) { $0.formUnion(carried[$1]) }
        for code in section.codes[task] where code >= 0 {
          labelled += 1
          if trained.contains(code) { known += 1 }
        }
      }
      return labelled == 0 ? 0 : Double(known) / Double(labelled)
    }
    return shares.min() ?? 0
  }

  /// Each section cut into strips; nil where a section has no coordinates, or strips that differ too much.
  private static func strips(
    _ sections: [LabelledSection], _ labelled: [[Int]], count: Int
  ) -> [[Int]]? {
    var folds: [[Int]] = []
    for (section, cells) in zip(sections, labelled) {
      var own = [Int](repeating: -1, count: section.section.cellCount)
      if !cells.isEmpty {
        guard let coordinates = section.section.coordinates else { return nil }
        let strips = TissueStrips(
          coordinates.selecting(cells),
          codes: section.codes.map { codes in cells.map { codes[$0] } }, count: count)
        guard strips.likeness >= leastLikeness else { return nil }
        for (cell, strip) in zip(cells, strips.strips) { own[cell] = strip }
      }
      folds.append(own)
    }
    return folds
  }

  /// Whether a cell's labels train when a fold is kept apart, `[sections][cells]`.
  public func trains(without fold: Int) -> [[Bool]] {
    folds.map { cells in cells.map { $0 != fold } }
  }

  /// At most `most` groups of sections with about equally many labelled cells.
  private static func groups(_ sizes: [Int], _ carriers: [Int], most: Int) -> [[Int]] {
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

  /// Blocks of equally many labelled cells, or cells in random order where they lie nowhere.
  private static func parts(
    _ section: PreparedSection, _ labelled: [Int], _ generator: inout SeededGenerator
  ) -> [[Int]] {
    guard let coordinates = section.coordinates else {
      var order = labelled
      generator.shuffle(&order)
      return order.map { [$0] }
    }
    return SpatialBlocks(of: coordinates.selecting(labelled), count: blocks).blocks.map { cells in
      cells.map { labelled[$0] }
    }
  }
}
