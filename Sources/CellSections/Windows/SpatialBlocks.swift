import Foundation

/// A section cut into contiguous blocks of equal cell count, for validation on tissue that training has not seen.
public struct SpatialBlocks: Sendable, Equatable {
  /// The cells of each block, ascending; blocks that follow one another lie near one another.
  public let blocks: [[Int]]

  /// Training and validation cells, each ascending, none in both.
  public struct Split: Sendable, Equatable {
    public var training: [Int]
    public var validation: [Int]
  }

  /// Cuts a section into at most `count` blocks (fewer only where there are fewer cells) by medians
  /// across the longer axis.
  public init(of coordinates: Coordinates, count: Int) {
    precondition(count > 0, "SpatialBlocks: \(count) blocks")
    let parts = min(count, max(coordinates.count, 1))
    blocks = SpatialCut(coordinates).parts(parts, share: SpatialCut.evenShare)
  }

  /// Chooses `fraction` of the blocks (at least one, and never all where there are two) for validation,
  /// spread over the section: one at random from each run of neighbouring blocks.
  public func split(
    validationFraction fraction: Double, using generator: inout some RandomNumberGenerator
  ) -> Split {
    precondition(
      fraction > 0 && fraction < 1, "SpatialBlocks.split: a fraction of \(fraction)")
    let wanted = Int((Double(blocks.count) * fraction).rounded())
    let chosenCount = max(1, min(wanted, blocks.count - 1))
    var isChosen = [Bool](repeating: false, count: blocks.count)
    for stratum in 0..<chosenCount {
      let first = blocks.count * stratum / chosenCount
      let last = blocks.count * (stratum + 1) / chosenCount
      isChosen[first + generator.below(last - first)] = true
    }
    return Split(
      training: blocks.indices.filter { !isChosen[$0] }.flatMap { blocks[$0] }.sorted(),
      validation: blocks.indices.filter { isChosen[$0] }.flatMap { blocks[$0] }.sorted())
  }
}
