/// Random numbers by counter for the vector loops: element `i` of a draw depends on the seed and `i` alone.
///
/// Each draw takes a run of the counter, so that no two operations of a step share numbers.
public struct RandomStream: Sendable {
  public let seed: UInt64
  private var counter: UInt64 = 0
  /// Which rows of how many are drawn for; nil for all there are.
  private let piece: (rows: Range<Int>, of: Int)?

  public init(seed: UInt64) {
    self.seed = seed
    piece = nil
  }

  /// For some rows of a matrix that is worked on in pieces: they get the numbers they would get in the whole.
  ///
  /// - Parameters:
  ///   - rows: which rows these are; every draw is for a multiple of them.
  ///   - count: how many there are in all.
  public init(seed: UInt64, rows: Range<Int>, of count: Int) {
    precondition(
      !rows.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= count,
      "RandomStream: rows \(rows) of \(count)")
    self.seed = seed
    piece = (rows, count)
  }

  /// Reserves `count` numbers and returns where they begin.
  public mutating func take(_ count: Int) -> UInt64 {
    guard let piece else {
      defer { counter &+= UInt64(count) }
      return counter
    }
    precondition(
      count % piece.rows.count == 0, "RandomStream: \(count) numbers for \(piece.rows.count) rows")
    let perRow = count / piece.rows.count
    defer { counter &+= UInt64(piece.of * perRow) }
    return counter &+ UInt64(piece.rows.lowerBound * perRow)
  }
}
