import Testing
import VectorKernels

/// Memory for one check: arrays at addresses that are no multiple of a vector, between guards of NaN that
/// must survive, and seeded random numbers. NaN also shows when a kernel lets lanes outside an array count.
final class Workspace<T: KernelScalar> {
  private static var guardCount: Int { 40 }

  private var random: SeededGenerator
  private var blocks: [(start: UnsafeMutablePointer<T>, lead: Int, count: Int)] = []

  private init(seed: UInt64) { random = SeededGenerator(state: seed) }

  /// Runs a check on fresh memory, and afterwards looks at the guards.
  static func run(
    seed: UInt64 = 1, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (Workspace<T>) -> Void
  ) {
    let space = Workspace(seed: seed)
    withExtendedLifetime(space) { body(space) }
    space.release(sourceLocation)
  }

  private func release(_ sourceLocation: SourceLocation) {
    for (start, lead, count) in blocks {
      let total = lead + count + Self.guardCount
      let outside = Array(0..<lead) + Array((lead + count)..<total)
      #expect(
        outside.allSatisfy { start[$0].isNaN }, "memory outside an array of \(count) was written",
        sourceLocation: sourceLocation)
      start.deallocate()
    }
  }

  func array(_ values: [T]) -> Strip<T> {
    let lead = Self.guardCount + Int.random(in: 0..<16, using: &random)
    let total = lead + values.count + Self.guardCount
    let start = UnsafeMutablePointer<T>.allocate(capacity: total)
    start.initialize(repeating: .nan, count: total)
    blocks.append((start, lead, values.count))
    for (i, value) in values.enumerated() { start[lead + i] = value }
    return Strip(pointer: start + lead, count: values.count)
  }

  func filled(_ count: Int, with value: T = 0) -> Strip<T> {
    array(Array(repeating: value, count: count))
  }

  func uniform(_ count: Int, _ range: ClosedRange<Double> = -2...2) -> Strip<T> {
    array((0..<count).map { _ in T(Double.random(in: range, using: &random)) })
  }

  func integers(_ count: Int, _ range: ClosedRange<Int>) -> [Int] {
    (0..<count).map { _ in Int.random(in: range, using: &random) }
  }
}

/// An array inside a workspace.
struct Strip<T: KernelScalar> {
  let pointer: UnsafeMutablePointer<T>
  let count: Int

  var values: [T] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
  var doubles: [Double] { values.map(Double.init) }

  func set(_ values: [Double]) {
    precondition(values.count == count)
    for (i, value) in values.enumerated() { pointer[i] = T(value) }
  }
}

/// SplitMix64, for reproducible test data.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
