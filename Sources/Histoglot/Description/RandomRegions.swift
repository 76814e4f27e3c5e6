import Autodiff
import CellSections

/// Contiguous regions like one that was chosen, but anywhere in the section.
///
/// The chosen cells fall into pieces that hang together. For each piece a random cell is drawn, and those around it that
/// hang together with it, the nearest by steps from cell to cell first, until there are as many; where the tissue ends
/// sooner, the rest grows from another cell. Neighbours being alike, cells drawn one by one would make any region look
/// special; regions drawn whole do not. Where cells are chosen one by one, so are these.
struct RandomRegions: Sendable {
  /// How many cells each piece of the chosen region has, the largest first.
  let pieces: [Int]
  private let cellCount: Int
  /// Which cells hang together, as compressed rows, the same in both directions.
  private let starts: [Int]
  private let links: [Int32]

  /// - Parameter cells: places of the field, which is of one section.
  init(_ field: TissueField, like cells: [Int]) {
    var isOwn = [Double](repeating: 0, count: field.cellCount)
    for cell in cells { isOwn[cell] = 1 }
    pieces = RegionSearch(field, threshold: 0.5).components(of: isOwn).map(\.cells.count)
      .sorted(by: >)
    cellCount = field.cellCount
    let longest = Float(field.reach * RegionSearch.longestStep)
    let back = field.touching.reversed()
    var (starts, links) = ([0], [Int32]())
    for cell in 0..<field.cellCount {
      let ahead = field.touching.edges(of: cell).filter { field.touching.distances[$0] <= longest }
        .map { field.touching.neighbours[$0] }
      let known = Set(ahead)
      links += ahead
      for place in back.starts[cell]..<back.starts[cell + 1]
      where field.touching.distances[back.edges[place]] <= longest
        && !known.contains(back.cells[place])
      {
        links.append(back.cells[place])
      }
      starts.append(links.count)
    }
    self.starts = starts
    self.links = links
  }

  /// The places of one such region, ascending.
  ///
  /// - Complexity: O(cells of the region · cells that touch + cells of the section).
  func region(number: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed, path: [13, UInt64(number)])
    var isTaken = [Bool](repeating: false, count: cellCount)
    var region: [Int] = []
    for piece in pieces {
      let end = region.count + piece
      while region.count < end {
        var first = generator.below(cellCount)
        while isTaken[first] { first = generator.below(cellCount) }
        isTaken[first] = true
        var next = region.count
        region.append(first)
        while next < region.count, region.count < end {
          let cell = region[next]
          next += 1
          for link in starts[cell]..<starts[cell + 1] {
            let other = Int(links[link])
            if region.count == end || isTaken[other] { continue }
            isTaken[other] = true
            region.append(other)
          }
        }
      }
    }
    return region.sorted()
  }
}
