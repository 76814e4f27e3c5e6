import Foundation
import Testing
import VectorKernels

/// Lengths around the vector widths and their multiples, and beyond.
let lengths = [0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 48, 63, 64, 65, 100, 127, 130, 257]

/// Every element within `relative * |expected| + absolute`; NaN equals NaN, infinities themselves.
func expectClose<T: KernelScalar>(
  _ actual: Strip<T>, _ expected: [Double], relative: Double, absolute: Double,
  _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    actual.doubles, expected, relative: relative, absolute: absolute, "\(T.self) \(what())",
    sourceLocation: sourceLocation)
}

func expectClose(
  _ actual: [Double], _ expected: [Double], relative: Double, absolute: Double,
  _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record("\(actual.count) values, not \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  let wrong = actual.indices.filter { i in
    let (a, b) = (actual[i], expected[i])
    if b.isNaN { return !a.isNaN }
    if b.isInfinite { return a != b }
    return !(abs(a - b) <= relative * abs(b) + absolute)
  }
  guard let first = wrong.first else { return }
  Issue.record(
    """
    \(what()): \(wrong.count) of \(actual.count) values are off, the first at \(first): \
    \(actual[first]) instead of \(expected[first])
    """, sourceLocation: sourceLocation)
}

/// The gradient of `loss` at `point` by central differences, which are good to about 1e-9 here.
func centralDifferences(at point: [Double], step: Double = 1e-5, _ loss: ([Double]) -> Double)
  -> [Double]
{
  point.indices.map { i in
    var shifted = point
    shifted[i] = point[i] + step
    let above = loss(shifted)
    shifted[i] = point[i] - step
    return (above - loss(shifted)) / (2 * step)
  }
}

/// sum_i a[i] * b[i]: a loss whose gradient with respect to `a` is `b`.
func weightedSum(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }
