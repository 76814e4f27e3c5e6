import Foundation
import Testing
import VectorKernels

/// A mixture and the cells' distributions, row by row.
private struct Mixture {
  var width: Int
  var components: Int
  var mean: [Double]
  var logVariance: [Double]
  var cMean: [Double]
  var cLogVariance: [Double]
  var logWeights: [Double]

  func bound() -> (bound: [Double], responsibilities: [Double]) {
    let rows = mean.count / width
    var logits: [Double] = []
    for i in 0..<rows {
      for k in 0..<components {
        var divergence = 0.0
        for d in 0..<width {
          let (m, lv) = (mean[i * width + d], logVariance[i * width + d])
          let (cm, clv) = (cMean[k * width + d], cLogVariance[k * width + d])
          divergence += 0.5 * (clv - lv + (exp(lv) + (m - cm) * (m - cm)) / exp(clv) - 1)
        }
        logits.append(logWeights[k] - divergence)
      }
    }
    let (p, logSum) = naiveSoftmax(logits, columns: components)
    return (logSum.map { -$0 }, p)
  }
}

@Suite("Gaussian mixture bound")
struct MixtureTests {
  private struct Case<T: KernelScalar> {
    let rows: Int
    let (width, components): (Int, Int)
    let (mean, logVariance): (Strip<T>, Strip<T>)
    let (cMean, cLogVariance, logWeights): (Strip<T>, Strip<T>, Strip<T>)

    init(_ space: Workspace<T>, _ rows: Int, _ width: Int, _ components: Int, spread: Double) {
      (self.rows, self.width, self.components) = (rows, width, components)
      // Divergences grow with the width; keep the responsibilities from being all 0 or 1.
      let range = (-spread / Double(width).squareRoot())...(spread / Double(width).squareRoot())
      mean = space.uniform(rows * width, range)
      logVariance = space.uniform(rows * width, range)
      cMean = space.uniform(components * width, range)
      cLogVariance = space.uniform(components * width, range)
      logWeights = space.uniform(components, -2...0)
    }

    var mixture: Mixture {
      Mixture(
        width: width, components: components, mean: mean.doubles, logVariance: logVariance.doubles,
        cMean: cMean.doubles, cLogVariance: cLogVariance.doubles, logWeights: logWeights.doubles)
    }

    func bound(_ k: Kernels<T>, rows range: Range<Int>, _ bound: Strip<T>, _ r: Strip<T>) {
      let first = range.lowerBound
      k.mixtureBound(
        Int64(range.count), Int64(width), Int64(components), mean.pointer + first * width,
        logVariance.pointer + first * width, cMean.pointer, cLogVariance.pointer,
        logWeights.pointer, bound.pointer + first, r.pointer + first * components)
    }
  }

  @Test(
    "Bound and responsibilities follow the formula, whole and in pieces",
    arguments: InstructionSet.supported)
  func forward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for width in [1, 2, 5, 16, 17, 33, 64, 65, 130, 512] {
        for components in [1, 2, 7, 8, 16, 17, 35] {
          for rows in [0, 1, 6] {
            Workspace<T>.run { space in
              let sizes = Case(space, rows, width, components, spread: 3)
              let (bound, r) = (space.filled(rows), space.filled(rows * components))
              sizes.bound(k, rows: 0..<rows, bound, r)
              let expected = sizes.mixture.bound()
              let precision = T.either(float: 1e-5, double: 1e-13)
              let what = "\(rows) x \(width), \(components) components"
              expectClose(
                bound, expected.bound, relative: precision, absolute: precision, "bound, \(what)")
              expectClose(
                r, expected.responsibilities, relative: precision, absolute: precision,
                "responsibilities, \(what)")
              guard rows == 6 else { return }
              let (boundPieces, rPieces) = (space.filled(rows), space.filled(rows * components))
              for piece in [0..<1, 1..<1, 1..<4, 4..<6] {
                sizes.bound(k, rows: piece, boundPieces, rPieces)
              }
              #expect(boundPieces.values == bound.values && rPieces.values == r.values)
            }
          }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "A cell that equals the only component has divergence 0", arguments: InstructionSet.supported)
  func zero(set: InstructionSet) throws {
    let k = try kernels(set, Float.self)
    Workspace<Float>.run { space in
      let (mean, logVariance) = (space.uniform(300), space.uniform(300, -5...5))
      let (bound, r) = (space.filled(1, with: 9), space.filled(1))
      k.mixtureBound(
        1, 300, 1, mean.pointer, logVariance.pointer, mean.pointer, logVariance.pointer, [0],
        bound.pointer, r.pointer)
      expectClose(bound, [0], relative: 0, absolute: 2e-5, "bound")
      #expect(r.values == [1])
    }
  }

  @Test("All five gradients are those of central differences", arguments: InstructionSet.supported)
  func backward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (rows, width, components) in [
        (1, 1, 1), (3, 5, 4), (2, 17, 3), (4, 33, 2), (2, 70, 2), (3, 4, 17), (140, 2, 3),
      ] {
        Workspace<T>.run { space in
          let sizes = Case(space, rows, width, components, spread: 2)
          let (bound, r) = (space.filled(rows), space.filled(rows * components))
          sizes.bound(k, rows: 0..<rows, bound, r)
          let g = space.uniform(rows)
          let gradients = [
            sizes.mean, sizes.logVariance, sizes.cMean, sizes.cLogVariance, sizes.logWeights,
          ].map { space.uniform($0.count) }
          let before = gradients.map(\.doubles)
          k.mixtureBoundBackward(
            Int64(rows), Int64(width), Int64(components), sizes.mean.pointer,
            sizes.logVariance.pointer, sizes.cMean.pointer, sizes.cLogVariance.pointer, r.pointer,
            g.pointer, gradients[0].pointer, gradients[1].pointer, gradients[2].pointer,
            gradients[3].pointer, gradients[4].pointer)
          let parameters: [(String, WritableKeyPath<Mixture, [Double]>)] = [
            ("dmean", \.mean), ("dlogVariance", \.logVariance), ("dcMean", \.cMean),
            ("dcLogVariance", \.cLogVariance), ("dlogWeights", \.logWeights),
          ]
          let mixture = sizes.mixture
          let precision = T.either(float: 3e-5, double: 1e-8)
          for (i, (name, path)) in parameters.enumerated() {
            let expected = centralDifferences(at: mixture[keyPath: path]) { point in
              var moved = mixture
              moved[keyPath: path] = point
              return weightedSum(moved.bound().bound, g.doubles)
            }
            expectClose(
              gradients[i], zip(before[i], expected).map(+), relative: precision,
              absolute: precision,
              "\(name) of \(rows) x \(width), \(components) components")
          }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }
}
