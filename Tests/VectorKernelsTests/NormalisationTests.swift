import Foundation
import Testing
import VectorKernels

@Suite("Normalisation")
struct NormalisationTests {
  /// Rows of length 0 have no mean.
  private let filledShapes = shapes.filter { $0.1 > 0 } + [(2, 1), (3, 2)]

  private func layerNorm(
    _ x: [Double], _ gamma: [Double], _ beta: [Double], epsilon: Double
  ) -> (out: [Double], mean: [Double], rstd: [Double]) {
    let columns = gamma.count
    var (out, mean, rstd): ([Double], [Double], [Double]) = ([], [], [])
    for start in stride(from: 0, to: x.count, by: columns) {
      let row = x[start..<start + columns]
      let center = row.reduce(0, +) / Double(columns)
      let variance = row.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(columns)
      let inverse = 1 / (variance + epsilon).squareRoot()
      out += zip(row, zip(gamma, beta)).map { ($0 - center) * inverse * $1.0 + $1.1 }
      mean.append(center)
      rstd.append(inverse)
    }
    return (out, mean, rstd)
  }

  @Test("LayerNorm follows its formula", arguments: InstructionSet.supported)
  func forward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, columns) in filledShapes {
        for offset in [0.0, 100] {
          Workspace<T>.run { space in
            let x = space.uniform(rows * columns, (offset - 2)...(offset + 2))
            let (gamma, beta) = (space.uniform(columns), space.uniform(columns))
            let (out, mean, rstd) = (
              space.filled(x.count), space.filled(rows), space.filled(rows)
            )
            k.layerNorm(
              Int64(rows), Int64(columns), 1e-5, x.pointer, gamma.pointer, beta.pointer,
              out.pointer,
              mean.pointer, rstd.pointer)
            let expected = layerNorm(
              x.doubles, gamma.doubles, beta.doubles, epsilon: Double(T(1e-5)))
            // The mean's rounding is divided by the spread; a row of one or two elements has little.
            let absolute = T.either(float: 2e-6, double: 1e-14) * (1 + offset)
            expectClose(mean, expected.mean, relative: 0, absolute: absolute, "mean")
            guard columns > 2 else { return }
            expectClose(rstd, expected.rstd, relative: absolute, absolute: 0, "rstd")
            expectClose(out, expected.out, relative: 0, absolute: absolute * 4, "out")
          }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test("A constant row becomes beta", arguments: InstructionSet.supported)
  func constantRow(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for columns in [1, 4, 16, 33] {
        Workspace<T>.run { space in
          let (x, beta) = (space.filled(columns, with: 0.5), space.uniform(columns))
          let (gamma, out) = (space.uniform(columns), space.filled(columns))
          let (mean, rstd) = (space.filled(1), space.filled(1))
          k.layerNorm(
            1, Int64(columns), 1e-5, x.pointer, gamma.pointer, beta.pointer, out.pointer,
            mean.pointer,
            rstd.pointer)
          expectClose(out, beta.doubles, relative: 0, absolute: 1e-4, "beta")
          expectClose(mean, [0.5], relative: 1e-6, absolute: 0, "mean")
          expectClose(rstd, [1 / 1e-5.squareRoot()], relative: 1e-6, absolute: 0, "rstd")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "The gradients of LayerNorm are those of central differences",
    arguments: InstructionSet.supported)
  func backward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, columns) in [(0, 4), (1, 3), (4, 7), (3, 16), (2, 37), (5, 64)] {
        Workspace<T>.run(seed: UInt64(columns)) { space in
          let (x, dout) = (space.uniform(rows * columns), space.uniform(rows * columns))
          let (gamma, beta) = (space.uniform(columns), space.uniform(columns))
          let (out, mean, rstd) = (space.filled(x.count), space.filled(rows), space.filled(rows))
          k.layerNorm(
            Int64(rows), Int64(columns), 1e-5, x.pointer, gamma.pointer, beta.pointer, out.pointer,
            mean.pointer, rstd.pointer)
          let (dx, dgamma, dbeta) = (
            space.uniform(x.count), space.uniform(columns), space.uniform(columns)
          )
          let before = (dx.doubles, dgamma.doubles, dbeta.doubles)
          k.layerNormBackward(
            Int64(rows), Int64(columns), x.pointer, gamma.pointer, mean.pointer, rstd.pointer,
            dout.pointer, dx.pointer, dgamma.pointer, dbeta.pointer)
          func loss(_ x: [Double], _ gamma: [Double], _ beta: [Double]) -> Double {
            weightedSum(layerNorm(x, gamma, beta, epsilon: Double(T(1e-5))).out, dout.doubles)
          }
          let (a, g, b) = (x.doubles, gamma.doubles, beta.doubles)
          let absolute = T.either(float: 2e-5, double: 1e-8)
          func expect(_ actual: Strip<T>, _ before: [Double], _ gradient: [Double], _ name: String)
          {
            expectClose(
              actual, zip(before, gradient).map(+), relative: absolute, absolute: absolute,
              "\(name) of \(rows) x \(columns)")
          }
          expect(dx, before.0, centralDifferences(at: a) { loss($0, g, b) }, "dx")
          expect(dgamma, before.1, centralDifferences(at: g) { loss(a, $0, b) }, "dgamma")
          expect(dbeta, before.2, centralDifferences(at: b) { loss(a, g, $0) }, "dbeta")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Rows come to length 1, and the gradient is that of central differences",
    arguments: InstructionSet.supported)
  func unitRows(set: InstructionSet) throws {
    func normalize(_ x: [Double], _ columns: Int, _ epsilon: Double) -> (
      out: [Double], norm: [Double]
    ) {
      let norms = stride(from: 0, to: x.count, by: columns).map { start in
        (x[start..<start + columns].reduce(0) { $0 + $1 * $1 } + epsilon).squareRoot()
      }
      return (x.indices.map { x[$0] / norms[$0 / columns] }, norms)
    }
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, columns) in [(0, 4), (1, 1), (3, 5), (4, 16), (2, 33), (3, 100)] {
        Workspace<T>.run { space in
          let (x, dout) = (space.uniform(rows * columns), space.uniform(rows * columns))
          let (out, norm) = (space.filled(x.count), space.filled(rows))
          let epsilon = T(0.01)
          k.normalizeRows(
            Int64(rows), Int64(columns), epsilon, x.pointer, out.pointer, norm.pointer)
          let expected = normalize(x.doubles, columns, Double(epsilon))
          let precision = T.either(float: 2e-6, double: 1e-14)
          expectClose(out, expected.out, relative: precision, absolute: precision, "rows")
          expectClose(norm, expected.norm, relative: precision, absolute: 0, "norms")
          let dx = space.uniform(x.count)
          let before = dx.doubles
          k.normalizeRowsBackward(
            Int64(rows), Int64(columns), out.pointer, norm.pointer, dout.pointer, dx.pointer)
          let gradient = centralDifferences(at: x.doubles) {
            weightedSum(normalize($0, columns, Double(epsilon)).out, dout.doubles)
          }
          let absolute = T.either(float: 1e-5, double: 1e-8)
          expectClose(
            dx, zip(before, gradient).map(+), relative: absolute, absolute: absolute, "gradient")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }
}
