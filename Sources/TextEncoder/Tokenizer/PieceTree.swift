/// The pieces of a vocabulary as a tree over their UTF-8 bytes, so that the longest piece at a place is
/// found in one walk.
///
/// Bytes, because strings of Swift compare by canonical equivalence and pieces do not.
struct PieceTree: Sendable {
  /// A node's child for a byte, by `node << 8 | byte`.
  private var children: [UInt32: UInt32] = [:]
  /// The piece that ends at a node, or -1. Nodes 0 and 1 are the roots.
  private var pieces: [Int32] = [-1, -1]

  /// Where a walk begins: pieces that begin a word, and pieces that go on within one.
  enum Root: UInt32 {
    case start = 0
    case continuation = 1
  }

  mutating func insert(_ bytes: some Sequence<UInt8>, id: Int32, under root: Root) {
    var node = root.rawValue
    for byte in bytes {
      let key = node << 8 | UInt32(byte)
      if let child = children[key] {
        node = child
      } else {
        node = UInt32(pieces.count)
        children[key] = node
        pieces.append(-1)
      }
    }
    pieces[Int(node)] = id
  }

  /// The longest piece that `word` has at `place`.
  ///
  /// - Returns: its id and where it ends; nil where no piece fits. Complexity: O(longest piece).
  func longestPiece(
    of word: [UInt8], at place: Int, under root: Root
  ) -> (id: Int32, end: Int)? {
    var node = root.rawValue
    var found: (id: Int32, end: Int)?
    for index in place..<word.count {
      guard let child = children[node << 8 | UInt32(word[index])] else { break }
      node = child
      if pieces[Int(node)] >= 0 { found = (pieces[Int(node)], index + 1) }
    }
    return found
  }
}
