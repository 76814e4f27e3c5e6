import Foundation
import Testing
import VectorKernels

@Suite("Elementwise kernels")
struct ElementwiseTests {
  @Test("Arithmetic follows its formula at every length", arguments: InstructionSet.supported)
  func arithmetic(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let (relative, absolute) = (0.0, T.either(float: 5e-7, double: 1e-15))
      for n in lengths {
        Workspace<T>.run(seed: UInt64(n)) { space in
          let (x, y, out) = (space.uniform(n), space.uniform(n), space.uniform(n))
          let (a, b, before) = (x.doubles, y.doubles, out.doubles)
          let count = Int64(n)
          func expect(_ formula: (Int) -> Double, _ name: String) {
            expectClose(
              out, (0..<n).map(formula), relative: relative, absolute: absolute * 4,
              "\(name) of \(n)")
            out.set(before)
          }
          k.add(count, x.pointer, y.pointer, out.pointer)
          expect({ a[$0] + b[$0] }, "add")
          k.multiply(count, x.pointer, y.pointer, out.pointer)
          expect({ a[$0] * b[$0] }, "multiply")
          k.multiplyAdd(count, x.pointer, y.pointer, out.pointer)
          expect({ before[$0] + a[$0] * b[$0] }, "multiplyAdd")
          k.axpy(count, 0.75, x.pointer, out.pointer)
          expect({ before[$0] + 0.75 * a[$0] }, "axpy")
          k.scale(count, -1.25, x.pointer, out.pointer)
          expect({ -1.25 * a[$0] }, "scale")
          k.scale(count, -1.25, out.pointer, out.pointer)
          expect({ -1.25 * before[$0] }, "scale in place")
          k.shift(count, 0.5, x.pointer, out.pointer)
          expect({ a[$0] + 0.5 }, "shift")
          k.clamp(count, -0.5, 1, x.pointer, out.pointer)
          expect({ min(max(a[$0], -0.5), 1) }, "clamp")
          k.clampBackward(count, -0.5, 1, x.pointer, y.pointer, out.pointer)
          expect({ before[$0] + (a[$0] > -0.5 && a[$0] < 1 ? b[$0] : 0) }, "clampBackward")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test("The gradient of clamp is 0 on the bounds themselves", arguments: InstructionSet.supported)
  func clampBounds(set: InstructionSet) throws {
    let k = try kernels(set, Float.self)
    var dx: [Float] = [0, 0, 0, 0, 0]
    k.clampBackward(5, -1, 1, [-2, -1, 0, 1, 2], [3, 3, 3, 3, 3], &dx)
    #expect(dx == [0, 0, 3, 0, 0])
  }

  @Test("Functions follow libm in double precision", arguments: InstructionSet.supported)
  func functions(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let relative = T.either(float: 3e-7, double: 1e-14)
      typealias Kernel = (Int64, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
      let cases: [(String, Kernel, ClosedRange<Double>, (Double) -> Double)] = [
        ("exp", k.exponential, -87...88, { exp($0) }), ("exp", k.exponential, -1...1, { exp($0) }),
        ("log1p", k.log1p, -0.999...2, { log1p($0) }),
        ("log1p", k.log1p, -1e-4...1e-4, { log1p($0) }),
        ("log1p", k.log1p, 0...1e30, { log1p($0) }),
        ("sigmoid", k.sigmoid, -80...20, { 1 / (1 + exp(-$0)) }),
      ]
      for (name, kernel, range, function) in cases {
        for n in lengths + [10_000] {
          Workspace<T>.run(seed: UInt64(n)) { space in
            let (x, out) = (space.uniform(n, range), space.filled(n))
            kernel(Int64(n), x.pointer, out.pointer)
            expectClose(
              out, x.doubles.map(function), relative: relative, absolute: 1e-44, "\(name) of \(n)")
          }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "GELU is x Phi(x), and keeps its relative precision in the tail",
    arguments: InstructionSet.supported)
  func gelu(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for n in lengths + [10_000] {
        Workspace<T>.run(seed: UInt64(n)) { space in
          let (x, out) = (space.uniform(n, -13...13), space.filled(n))
          k.gelu(Int64(n), x.pointer, out.pointer)
          expectClose(
            out, x.doubles.map { $0 * erfc(-$0 * 0.5.squareRoot()) / 2 },
            relative: T.either(float: 1e-5, double: 1e-13), absolute: 1e-37, "gelu of \(n)")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test("Extreme arguments neither overflow nor turn into NaN", arguments: InstructionSet.supported)
  func extremes(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      Workspace<T>.run { space in
        let x = space.array([-.infinity, -1e4, -0.0, 0, 1e4, .infinity, .nan])
        let (ones, out) = (space.filled(7, with: 1), space.filled(7))
        let n = Int64(7)
        func expect(_ values: [Double], _ name: String) {
          expectClose(out, values, relative: 1e-6, absolute: 0, name)
          out.set(Array(repeating: 0, count: 7))
        }
        k.exponential(n, x.pointer, out.pointer)
        expect([0, 0, 1, 1, .infinity, .infinity, .nan], "exp")
        k.log1p(n, x.pointer, out.pointer)
        expect([.nan, .nan, 0, 0, log1p(1e4), .infinity, .nan], "log1p")
        k.sigmoid(n, x.pointer, out.pointer)
        expect([0, 0, 0.5, 0.5, 1, 1, .nan], "sigmoid")
        k.gelu(n, x.pointer, out.pointer)
        expect([0, 0, 0, 0, 1e4, .infinity, .nan], "gelu")
        k.geluBackward(n, x.pointer, ones.pointer, out.pointer)
        expect([0, 0, 0.5, 0.5, 1, 1, .nan], "geluBackward")
        k.clamp(n, -2, 2, x.pointer, out.pointer)
        expect([-2, -2, 0, 0, 2, 2, .nan], "clamp")
      }
      var minusOne: [T] = [-1]
      k.log1p(1, minusOne, &minusOne)
      #expect(minusOne == [-.infinity])
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test("Float exponentials reach into the subnormal numbers", arguments: InstructionSet.supported)
  func subnormal(set: InstructionSet) throws {
    let k = try kernels(set, Float.self)
    let x = stride(from: Float(-105), through: -87, by: 0.01).map { $0 }
    var out = [Float](repeating: 0, count: x.count)
    k.exponential(Int64(x.count), x, &out)
    expectClose(
      out.map(Double.init), x.map { exp(Double($0)) }, relative: 2e-7, absolute: 1.5e-45, "exp")
  }

  @Test(
    "Gradients of sigmoid and GELU are those of central differences",
    arguments: InstructionSet.supported)
  func gradients(set: InstructionSet) throws {
    let double = try kernels(set, Double.self)
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for n in lengths {
        Workspace<T>.run(seed: UInt64(n)) { space in
          let (x, dout) = (space.uniform(n, -5...5), space.uniform(n))
          let (y, before) = (space.filled(n), space.uniform(n))
          let dx = space.array(before.values)
          let weights = dout.doubles
          func expectGradient(
            _ kernel: (Int64, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void,
            _ name: String
          ) {
            let gradient = (0..<n).map { i in
              centralDifferences(at: [x.doubles[i]]) { point in
                var value = [0.0]
                kernel(1, point, &value)
                return value[0] * weights[i]
              }[0]
            }
            expectClose(
              dx, zip(before.doubles, gradient).map(+),
              relative: T.either(float: 1e-6, double: 1e-8),
              absolute: T.either(float: 1e-6, double: 1e-8), "\(name) of \(n)")
            dx.set(before.doubles)
          }
          k.sigmoid(Int64(n), x.pointer, y.pointer)
          k.sigmoidBackward(Int64(n), y.pointer, dout.pointer, dx.pointer)
          expectGradient(double.sigmoid, "sigmoid")
          k.geluBackward(Int64(n), x.pointer, dout.pointer, dx.pointer)
          expectGradient(double.gelu, "gelu")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(double)
  }
}
