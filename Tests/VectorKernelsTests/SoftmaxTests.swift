import Foundation
import Testing
import VectorKernels

/// softmax and log-sum-exp of each row; a row of nothing but -infinity gives zeros.
func naiveSoftmax(_ x: [Double], columns: Int) -> (p: [Double], logSum: [Double]) {
  var (p, logSums): ([Double], [Double]) = ([], [])
  for start in stride(from: 0, to: x.count, by: max(columns, 1)) {
    let row = x[start..<start + columns]
    let largest = row.max() ?? 0
    let sum = row.reduce(0) { $0 + (largest == -.infinity ? 0 : exp($1 - largest)) }
    p += row.map { largest == -.infinity ? 0 : exp($0 - largest) / sum }
    logSums.append(largest + log(sum))
  }
  return (p, logSums)
}

@Suite("Softmax and cross-entropy")
struct SoftmaxTests {
  private let filledShapes = shapes.filter { $0.1 > 0 } + [(3, 1), (3, 2)]

  @Test(
    "Softmax and its log-sum follow the formula, in place and out of place",
    arguments: InstructionSet.supported)
  func forward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, columns) in filledShapes {
        for range in [-3.0...3.0, -1e4...1e4, 0.5...0.5] {
          Workspace<T>.run { space in
            let x = space.uniform(rows * columns, range)
            let (out, logSum) = (space.filled(x.count), space.filled(rows))
            let expected = naiveSoftmax(x.doubles, columns: columns)
            k.softmax(Int64(rows), Int64(columns), x.pointer, out.pointer, logSum.pointer)
            // The difference to the largest is exact, its exponential good to 2 ulp.
            let relative = T.either(float: 1e-6, double: 1e-13)
            expectClose(out, expected.p, relative: relative, absolute: 1e-37, "softmax")
            expectClose(
              logSum, expected.logSum, relative: relative, absolute: relative, "log-sum")
            let probabilities = out.values
            k.softmax(Int64(rows), Int64(columns), x.pointer, x.pointer, nil)
            #expect(x.values == probabilities, "in place")
          }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Masked entries get 0, and so do rows that are masked throughout",
    arguments: InstructionSet.supported)
  func masks(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for columns in [1, 2, 15, 16, 17, 40] {
        Workspace<T>.run { space in
          var values = space.uniform(3 * columns).values
          for c in 0..<columns { values[columns + c] = -.infinity }
          for c in stride(from: 1, to: columns, by: 2) { values[c] = -.infinity }
          let (x, out, logSum) = (space.array(values), space.filled(values.count), space.filled(3))
          k.softmax(3, Int64(columns), x.pointer, out.pointer, logSum.pointer)
          let expected = naiveSoftmax(x.doubles, columns: columns)
          expectClose(out, expected.p, relative: 1e-6, absolute: 0, "softmax")
          #expect(logSum.values[1] == -.infinity)
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "The gradient of softmax is that of central differences", arguments: InstructionSet.supported)
  func backward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, columns) in [(0, 3), (1, 1), (2, 5), (3, 16), (2, 33)] {
        Workspace<T>.run { space in
          let (x, dout) = (space.uniform(rows * columns), space.uniform(rows * columns))
          let (out, dx) = (space.filled(x.count), space.uniform(x.count))
          let before = dx.doubles
          k.softmax(Int64(rows), Int64(columns), x.pointer, out.pointer, nil)
          k.softmaxBackward(Int64(rows), Int64(columns), out.pointer, dout.pointer, dx.pointer)
          let gradient = centralDifferences(at: x.doubles) {
            weightedSum(naiveSoftmax($0, columns: columns).p, dout.doubles)
          }
          let absolute = T.either(float: 2e-6, double: 1e-9)
          expectClose(
            dx, zip(before, gradient).map(+), relative: absolute, absolute: absolute, "gradient")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Cross-entropy follows its formula; rows without label cost nothing",
    arguments: InstructionSet.supported)
  func crossEntropy(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, columns) in filledShapes {
        for range in [-3.0...3.0, -1e4...1e4] {
          Workspace<T>.run { space in
            let (x, w) = (space.uniform(rows * columns, range), space.uniform(rows, 0...2))
            let (p, loss) = (space.filled(x.count), space.filled(rows, with: 7))
            let targets = space.integers(rows, -1...(columns - 1)).map(Int32.init)
            let expected = naiveSoftmax(x.doubles, columns: columns)
            let logits = x.doubles
            let losses = (0..<rows).map { r in
              targets[r] < 0
                ? 0
                : w.doubles[r] * (expected.logSum[r] - logits[r * columns + Int(targets[r])])
            }
            let (r, c) = (Int64(rows), Int64(columns))
            let relative = T.either(float: 1e-6, double: 1e-13)
            k.crossEntropy(r, c, x.pointer, targets, w.pointer, p.pointer, loss.pointer)
            expectClose(p, expected.p, relative: relative, absolute: 1e-37, "p")
            expectClose(loss, losses, relative: relative, absolute: relative, "loss")
            let before = loss.values
            k.crossEntropy(r, c, x.pointer, targets, w.pointer, x.pointer, loss.pointer)
            #expect(x.values == p.values && loss.values == before, "in place")
          }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "The gradient of cross-entropy is that of central differences",
    arguments: InstructionSet.supported)
  func crossEntropyBackward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, columns) in [(0, 2), (1, 1), (4, 5), (3, 16), (5, 33)] {
        Workspace<T>.run { space in
          let (x, w) = (space.uniform(rows * columns), space.uniform(rows, 0...2))
          let (p, loss, dx) = (space.filled(x.count), space.filled(rows), space.uniform(x.count))
          let targets = space.integers(rows, -1...(columns - 1)).map(Int32.init)
          let before = dx.doubles
          let (r, c) = (Int64(rows), Int64(columns))
          k.crossEntropy(r, c, x.pointer, targets, w.pointer, p.pointer, loss.pointer)
          k.crossEntropyBackward(r, c, p.pointer, targets, w.pointer, 0.5, dx.pointer)
          let gradient = centralDifferences(at: x.doubles) { x in
            let logSums = naiveSoftmax(x, columns: columns).logSum
            return (0..<rows).reduce(0) { sum, r in
              let target = Int(targets[r])
              return target < 0
                ? sum : sum + 0.5 * w.doubles[r] * (logSums[r] - x[r * columns + target])
            }
          }
          let absolute = T.either(float: 2e-6, double: 1e-9)
          expectClose(
            dx, zip(before, gradient).map(+), relative: absolute, absolute: absolute, "gradient")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }
}
