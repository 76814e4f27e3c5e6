import Foundation
import Testing
import VectorKernels

@Suite("Exact attention over blocks")
struct AttentionTests {
  @Test(
    "Softmax block by block is the softmax of the whole row", arguments: InstructionSet.supported)
  func online(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, blocks) in [
        (1, [1]), (3, [16, 16]), (4, [5, 0, 17, 64]), (5, [33, 1, 100]), (0, [4]),
      ] {
        for range in [-2.0...2.0, -1e4...1e4] {
          Workspace<T>.run { space in
            let scale = T(0.25)
            let (m, l) = (space.filled(rows, with: -.infinity), space.filled(rows))
            let rescale = space.filled(rows)
            var parts = [[Double]](repeating: [], count: rows)
            var scores = [[Double]](repeating: [], count: rows)
            for columns in blocks {
              let ld = columns + 3
              let block = space.uniform(rows * ld, range)
              let before = block.doubles
              k.onlineSoftmax(
                Int64(rows), Int64(columns), Int64(ld), scale, block.pointer, m.pointer, l.pointer,
                rescale.pointer)
              let after = block.doubles
              for r in 0..<rows {
                let inside = r * ld..<r * ld + columns
                parts[r] = parts[r].map { $0 * rescale.doubles[r] } + after[inside]
                scores[r] += before[inside].map { $0 * Double(scale) }
                let gap = inside.upperBound..<(r + 1) * ld
                #expect(before[gap] == after[gap], "the gap between rows was touched")
              }
            }
            let relative = T.either(float: 2e-6, double: 1e-13)
            // A score near 1e4 is itself known to 1e-3 in Float; that error is in the exponent.
            let absolute = range.upperBound > 100 ? T.either(float: 2e-3, double: 1e-11) : relative
            for r in 0..<rows {
              let expected = naiveSoftmax(scores[r], columns: scores[r].count)
              let sum = l.doubles[r]
              expectClose(
                parts[r].map { $0 / sum }, expected.p, relative: 0, absolute: absolute, "p")
              expectClose(
                [m.doubles[r] + log(sum)], expected.logSum, relative: relative, absolute: relative,
                "log-sum")
            }
          }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Masked scores are 0, and a row may begin with a block of them",
    arguments: InstructionSet.supported)
  func masked(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      Workspace<T>.run { space in
        let (m, l) = (space.filled(1, with: -.infinity), space.filled(1))
        let rescale = space.filled(1)
        let first = space.filled(5, with: -.infinity)
        k.onlineSoftmax(1, 5, 5, 0.5, first.pointer, m.pointer, l.pointer, rescale.pointer)
        #expect(first.values == [0, 0, 0, 0, 0])
        #expect(m.values == [-.infinity] && l.values == [0] && !rescale.values[0].isNaN)
        let second = space.array([-.infinity, 2, 2])
        k.onlineSoftmax(1, 3, 3, 0.5, second.pointer, m.pointer, l.pointer, rescale.pointer)
        #expect(second.values == [0, 1, 1] && m.values == [1] && l.values == [2])
        #expect(rescale.values == [0])
        let third = space.filled(2, with: -.infinity)
        k.onlineSoftmax(1, 2, 2, 0.5, third.pointer, m.pointer, l.pointer, rescale.pointer)
        #expect(third.values == [0, 0] && m.values == [1] && l.values == [2])
        #expect(rescale.values == [1])
        let masked = space.array([-.infinity, 3])
        k.attentionProbabilities(1, 2, 2, 1, masked.pointer, [-.infinity])
        #expect(masked.values[0] == 0)
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Probabilities and score gradients follow their formulas", arguments: InstructionSet.supported)
  func backward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, columns) in shapes {
        Workspace<T>.run { space in
          let (ld, scale) = (columns + 2, T(0.3))
          let (scores, dp) = (space.uniform(rows * ld), space.uniform(rows * ld))
          let (logSum, delta) = (space.uniform(rows), space.uniform(rows))
          func expected(_ before: [Double], _ value: (Int, Int) -> Double) -> [Double] {
            before.indices.map { $0 % ld < columns ? value($0, $0 / ld) : before[$0] }
          }
          let s = scores.doubles
          k.attentionProbabilities(
            Int64(rows), Int64(columns), Int64(ld), scale, scores.pointer, logSum.pointer)
          let precision = T.either(float: 1e-6, double: 1e-14)
          expectClose(
            scores, expected(s) { exp(Double(scale) * s[$0] - logSum.doubles[$1]) },
            relative: precision, absolute: 0, "probabilities")
          let (p, d) = (scores.doubles, dp.doubles)
          k.attentionScoreGradient(
            Int64(rows), Int64(columns), Int64(ld), scale, scores.pointer, dp.pointer, delta.pointer
          )
          expectClose(
            dp, expected(d) { Double(scale) * p[$0] * (d[$0] - delta.doubles[$1]) },
            relative: precision, absolute: precision, "gradient")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }
}
