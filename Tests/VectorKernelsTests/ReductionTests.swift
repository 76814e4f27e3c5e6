import Testing
import VectorKernels

@Suite("Reductions")
struct ReductionTests {
  @Test("Sums are those of Double arithmetic", arguments: InstructionSet.supported)
  func sums(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for n in lengths + [10_001] {
        Workspace<T>.run(seed: UInt64(n)) { space in
          let (x, y) = (space.uniform(n), space.uniform(n))
          let (a, b) = (x.doubles, y.doubles)
          let count = Int64(n)
          let sums = [
            k.sum(count, x.pointer), k.dot(count, x.pointer, y.pointer),
            k.sumOfSquares(count, x.pointer),
          ]
          let expected = [a.reduce(0, +), weightedSum(a, b), weightedSum(a, a)]
          expectClose(sums, expected, relative: 1e-13, absolute: 1e-15 * Double(n), "sums of \(n)")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "A Float sum does not lose small terms beside a large one", arguments: InstructionSet.supported)
  func accumulator(set: InstructionSet) throws {
    let k = try kernels(set, Float.self)
    let x = [Float](repeating: 1, count: 1_000) + [1e9] + [Float](repeating: 1, count: 999)
    #expect(k.sum(2_000, x) == 1e9 + 1_999)
    let tiny = [Float](repeating: 1e-30, count: 100)
    #expect(k.sumOfSquares(100, tiny) > 0.99e-58, "squares below Float's range must not vanish")
  }
}
