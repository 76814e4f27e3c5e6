import Autodiff
import CellSections

/// Which labelled cells train and which validate: whole sections where there are several, else contiguous
/// blocks; never random cells of one neighbourhood, which would be found again in their neighbours.
public struct ValidationSplit: Sendable, Equatable {
  /// For each section, which cells train, `[sections][cells]`.
  public let trains: [[Bool]]
  /// What was kept apart, in words.
  public let description: String

  public init(_ sections: [PreparedSection], share: Double, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, path: [0x5eed])
    let total = sections.reduce(0) { $0 + $1.cellCount }
    // The smallest section that is enough, so that most cells still train.
    let candidates = sections.indices.filter {
      Double(sections[$0].cellCount) >= 0.5 * share * Double(total)
        && sections[$0].cellCount <= total / 2
    }
    if sections.count > 1,
      let held = candidates.min(by: { sections[$0].cellCount < sections[$1].cellCount })
    {
      trains = sections.indices.map { index in
        [Bool](repeating: index != held, count: sections[index].cellCount)
      }
      description = "section \(sections[held].name)"
      return
    }
    trains = sections.map { section in
      var trains = [Bool](repeating: true, count: section.cellCount)
      let validation: [Int]
      if let coordinates = section.coordinates {
        validation =
          SpatialBlocks(of: coordinates, count: 16)
          .split(validationFraction: share, using: &generator).validation
      } else {
        validation = (0..<section.cellCount).filter { _ in generator.uniform() < share }
      }
      for cell in validation { trains[cell] = false }
      return trains
    }
    let percent = Int((share * 100).rounded())
    description =
      sections.contains { $0.coordinates != nil }
      ? "spatial blocks, \(percent) % of the cells" : "random cells, \(percent) %"
  }
}
