/// Random numbers by counter for the vector loops: element `i` of a draw depends on the seed and `i` alone.
///
/// Each draw takes a run of the counter, so that no two operations of a step share numbers.
public struct RandomStream: Sendable {
  public let seed: UInt64
  private var counter: UInt64 = 0

  public init(seed: UInt64) { self.seed = seed }

  /// Reserves `count` numbers and returns where they begin.
  public mutating func take(_ count: Int) -> UInt64 {
    defer { counter &+= UInt64(count) }
    return counter
  }
}
