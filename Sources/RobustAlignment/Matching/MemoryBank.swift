import Autodiff

/// The last keys of earlier batches, first in first out: cell and text vectors of the momentum towers.
public struct MemoryBank<Scalar: Real> {
  /// The most pairs that are kept.
  public let capacity: Int
  /// How long a vector is.
  public let width: Int
  package private(set) var cells: [Scalar] = []
  package private(set) var texts: [Scalar] = []
  public private(set) var textIDs: [Int] = []
  private var next = 0

  public init(capacity: Int, width: Int) {
    precondition(capacity >= 0, "MemoryBank: \(capacity) pairs")
    self.capacity = capacity
    self.width = width
  }

  /// How many pairs are held.
  public var count: Int { textIDs.count }

  /// Takes the pairs of a batch in; the oldest make room.
  package mutating func add(
    cells newCells: [Scalar], texts newTexts: [Scalar], textIDs newIDs: [Int]
  ) {
    precondition(
      newCells.count == newIDs.count * width && newTexts.count == newCells.count,
      "MemoryBank: \(newCells.count) and \(newTexts.count) values for \(newIDs.count) pairs of width \(width)"
    )
    for pair in max(0, newIDs.count - capacity)..<newIDs.count {
      let cell = newCells[pair * width..<(pair + 1) * width]
      let text = newTexts[pair * width..<(pair + 1) * width]
      if count < capacity {
        cells.append(contentsOf: cell)
        texts.append(contentsOf: text)
        textIDs.append(newIDs[pair])
      } else if capacity > 0 {
        cells.replaceSubrange(next * width..<(next + 1) * width, with: cell)
        texts.replaceSubrange(next * width..<(next + 1) * width, with: text)
        textIDs[next] = newIDs[pair]
        next = (next + 1) % capacity
      }
    }
  }
}
