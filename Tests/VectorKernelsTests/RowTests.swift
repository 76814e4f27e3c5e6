import Foundation
import Testing
import VectorKernels

/// Rows and columns for row kernels.
let shapes = [
  (0, 5), (3, 0), (1, 1), (2, 3), (5, 16), (3, 17), (4, 31), (7, 64), (2, 100), (300, 33),
  (129, 130),
  (9, 257),
]

@Suite("Row kernels")
struct RowTests {
  @Test("Biases are added to every row, with and without GELU", arguments: InstructionSet.supported)
  func biases(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let tolerance = T.either(float: 1e-6, double: 1e-14)
      for (rows, columns) in shapes {
        Workspace<T>.run { space in
          let (x, bias) = (space.uniform(rows * columns, -4...4), space.uniform(columns))
          let (out, pre) = (space.filled(x.count), space.filled(x.count))
          let (a, b) = (x.doubles, bias.doubles)
          let sums = a.indices.map { a[$0] + b[$0 % columns] }
          let (r, c) = (Int64(rows), Int64(columns))
          k.addBias(r, c, x.pointer, bias.pointer, out.pointer)
          expectClose(out, sums, relative: 0, absolute: tolerance, "addBias")
          k.addBiasGelu(r, c, x.pointer, bias.pointer, pre.pointer, out.pointer)
          expectClose(pre, sums, relative: 0, absolute: tolerance, "sum before GELU")
          let gelu = pre.doubles.map { $0 * erfc(-$0 * 0.5.squareRoot()) / 2 }
          expectClose(out, gelu, relative: 0, absolute: tolerance, "addBiasGelu")
          let copy = space.array(x.values)
          k.addBiasGelu(r, c, copy.pointer, bias.pointer, copy.pointer, out.pointer)
          #expect(copy.values == pre.values, "in place")
          let again = space.array(x.values)
          k.addBias(r, c, again.pointer, bias.pointer, again.pointer)
          #expect(again.values == pre.values, "in place")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Weighted column sums add up, with and without weights", arguments: InstructionSet.supported)
  func columnSums(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, columns) in shapes {
        Workspace<T>.run { space in
          let ld = columns + 3
          let x = space.uniform(rows * ld)
          let (w, out) = (space.uniform(rows), space.uniform(columns))
          for weighted in [true, false] {
            let before = out.doubles
            k.weightedColumnSums(
              Int64(rows), Int64(columns), Int64(ld), x.pointer, weighted ? w.pointer : nil,
              out.pointer)
            let expected = (0..<columns).map { c in
              (0..<rows).reduce(before[c]) {
                $0 + x.doubles[$1 * ld + c] * (weighted ? w.doubles[$1] : 1)
              }
            }
            expectClose(
              out, expected, relative: 0, absolute: 2 * Double(T.ulpOfOne) * Double(rows),
              "column sums of \(rows) x \(columns)")
          }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test("Long Float column sums of one sign stay precise", arguments: InstructionSet.supported)
  func longColumnSums(set: InstructionSet) throws {
    let k = try kernels(set, Float.self)
    let rows = 200_000
    Workspace<Float>.run { space in
      let (x, out) = (space.uniform(rows, 0...1), space.filled(1))
      k.weightedColumnSums(Int64(rows), 1, 1, x.pointer, nil, out.pointer)
      expectClose(out, [x.doubles.reduce(0, +)], relative: 1e-5, absolute: 0, "long sum")
    }
  }

  @Test("Dot products by row follow their formulas", arguments: InstructionSet.supported)
  func dots(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let absolute = T.either(float: 3e-5, double: 1e-13)
      for (rows, columns) in shapes {
        Workspace<T>.run { space in
          let (ldx, ldy) = (columns + 2, columns + 5)
          let (x, y) = (space.uniform(rows * ldx), space.uniform(rows * ldy))
          let (v, out) = (space.uniform(columns), space.filled(rows, with: 9))
          let (a, b, u) = (x.doubles, y.doubles, v.doubles)
          func dots(_ term: (Int, Int) -> Double) -> [Double] {
            (0..<rows).map { r in (0..<columns).reduce(0) { $0 + term(r, $1) } }
          }
          let (r, c) = (Int64(rows), Int64(columns))
          k.rowDots(r, c, Int64(ldx), x.pointer, 0.5, v.pointer, out.pointer)
          expectClose(
            out, dots { (a[$0 * ldx + $1] + 0.5) * u[$1] }, relative: 0, absolute: absolute,
            "rowDots")
          k.pairedRowDots(r, c, Int64(ldx), x.pointer, Int64(ldy), y.pointer, out.pointer)
          expectClose(
            out, dots { a[$0 * ldx + $1] * b[$0 * ldy + $1] }, relative: 0, absolute: absolute,
            "pairedRowDots")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Rows are scaled and added, and the gap between rows is left alone",
    arguments: InstructionSet.supported)
  func scaledRows(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let absolute = T.either(float: 1e-6, double: 1e-14)
      for (rows, columns) in shapes {
        Workspace<T>.run { space in
          let (ldx, ldout) = (columns + 1, columns + 4)
          let (x, out) = (space.uniform(rows * ldx), space.uniform(rows * ldout))
          let (w, v) = (space.uniform(rows), space.uniform(columns))
          let (a, before) = (x.doubles, out.doubles)
          func expect(_ name: String, _ value: (Double, Int, Int) -> Double) {
            let expected = before.indices.map { i in
              let (r, c) = (i / ldout, i % ldout)
              return c < columns ? value(before[i], r, c) : before[i]
            }
            expectClose(out, expected, relative: 0, absolute: absolute, name)
            out.set(before)
          }
          let (r, c, lx, lo) = (Int64(rows), Int64(columns), Int64(ldx), Int64(ldout))
          k.scaleRows(r, c, lx, x.pointer, w.pointer, lo, out.pointer)
          expect("scaleRows") { _, r, c in w.doubles[r] * a[r * ldx + c] }
          k.addScaledRows(r, c, lx, x.pointer, w.pointer, lo, out.pointer)
          expect("addScaledRows") { $0 + w.doubles[$1] * a[$1 * ldx + $2] }
          k.addOuter(r, c, w.pointer, v.pointer, lo, out.pointer)
          expect("addOuter") { $0 + w.doubles[$1] * v.doubles[$2] }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }
}
