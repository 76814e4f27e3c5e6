import Testing
import VectorKernels

@Suite("AdamW")
struct OptimiserTests {
  @Test(
    "Ten steps follow the formula of Loshchilov and Hutter", arguments: InstructionSet.supported)
  func steps(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let (rate, epsilon, decay, gradScale) = (T(0.01), T(1e-8), T(0.05), T(0.5))
      let (b1, b2) = (T(0.9), T(0.999))
      for n in lengths {
        Workspace<T>.run(seed: UInt64(n)) { space in
          let (m, v, p) = (space.filled(n), space.filled(n), space.uniform(n))
          var (em, ev, ep) = (m.doubles, v.doubles, p.doubles)
          var (c1, c2) = (1.0, 1.0)
          for _ in 1...10 {
            let gradient = space.uniform(n)
            let g = gradient.doubles.map { $0 * Double(gradScale) }
            c1 *= Double(b1)
            c2 *= Double(b2)
            k.adamW(
              Int64(n), rate, b1, b2, epsilon, decay, T(1 - c1), T(1 - c2), gradScale,
              gradient.pointer, m.pointer, v.pointer, p.pointer)
            for i in 0..<n {
              em[i] = Double(b1) * em[i] + (1 - Double(b1)) * g[i]
              ev[i] = Double(b2) * ev[i] + (1 - Double(b2)) * g[i] * g[i]
              let step = em[i] / (1 - c1) / ((ev[i] / (1 - c2)).squareRoot() + Double(epsilon))
              ep[i] -= Double(rate) * (step + Double(decay) * ep[i])
            }
          }
          let relative = T.either(float: 2e-6, double: 1e-13)
          expectClose(m, em, relative: relative, absolute: relative, "m of \(n)")
          expectClose(v, ev, relative: relative, absolute: relative * 1e-3, "v of \(n)")
          expectClose(p, ep, relative: relative, absolute: relative, "p of \(n)")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test("A gradient of 0 leaves only the decay", arguments: InstructionSet.supported)
  func decay(set: InstructionSet) throws {
    let k = try kernels(set, Double.self)
    var (m, v, p): ([Double], [Double], [Double]) = ([0, 0, 0], [0, 0, 0], [1, -2, 0])
    k.adamW(3, 0.1, 0.9, 0.999, 1e-8, 0.5, 0.1, 0.001, 1, [0, 0, 0], &m, &v, &p)
    expectClose(p, [0.95, -1.9, 0], relative: 1e-15, absolute: 0, "p")
    #expect(m == [0, 0, 0] && v == [0, 0, 0])
  }
}
