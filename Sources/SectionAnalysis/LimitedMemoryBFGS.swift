import Autodiff

/// Minimises a smooth convex function by the limited-memory BFGS method.
///
/// Directions by the two-loop recursion over the last `memory` steps; step lengths by bisection on
/// the weak Wolfe conditions. Sources: Nocedal & Wright, "Numerical Optimization", algorithm 7.4;
/// Lewis & Overton 2013, "Nonsmooth optimization via quasi-Newton methods", section 3.
package struct LimitedMemoryBFGS {
  package typealias Vector = [Double]
  /// The value at a point; the gradient is written into the second argument.
  package typealias Objective = (_ point: Vector, _ gradient: inout Vector) -> Double

  /// How many past steps shape a direction.
  var memory = 10
  /// How many steps are taken at most.
  var maximumIterations: Int
  /// The search ends where no component of the gradient exceeds this.
  var gradientTolerance: Double
  var kernels: Kernels<Double>

  /// Where a search ended.
  package struct Outcome {
    package var point: Vector
    package var iterations: Int
    package var largestGradient: Double
  }

  package init(maximumIterations: Int, gradientTolerance: Double, kernels: Kernels<Double>) {
    self.maximumIterations = maximumIterations
    self.gradientTolerance = gradientTolerance
    self.kernels = kernels
  }

  package func minimize(from start: Vector, _ objective: Objective) -> Outcome {
    var point = start
    var gradient = Vector(repeating: 0, count: start.count)
    var value = objective(point, &gradient)
    var steps = StepMemory(capacity: memory, kernels: kernels)
    var iterations = 0
    while iterations < maximumIterations, largestMagnitude(gradient) > gradientTolerance {
      var direction = steps.descentDirection(gradient)
      if kernels.dot(direction, gradient) >= 0 {
        steps = StepMemory(capacity: memory, kernels: kernels)
        direction = gradient.map { -$0 }
      }
      let firstStep =
        steps.isEmpty ? min(1, 1 / kernels.dot(gradient, gradient).squareRoot()) : 1
      guard
        let next = search(
          point, value, gradient, along: direction, firstStep: firstStep, objective)
      else { break }
      steps.append(
        step: difference(next.point, point), change: difference(next.gradient, gradient))
      (point, value, gradient) = (next.point, next.value, next.gradient)
      iterations += 1
    }
    return Outcome(
      point: point, iterations: iterations, largestGradient: largestMagnitude(gradient))
  }

  private struct Place {
    var point: Vector
    var value: Double
    var gradient: Vector
  }

  /// A point along the direction that meets the weak Wolfe conditions, or nil where rounding leaves
  /// no descent.
  private func search(
    _ point: Vector, _ value: Double, _ gradient: Vector, along direction: Vector,
    firstStep: Double, _ objective: Objective
  ) -> Place? {
    let slope = kernels.dot(gradient, direction)
    var lower = 0.0
    var upper = Double.infinity
    var step = firstStep
    var best: Place?
    var trial = Place(point: point, value: value, gradient: gradient)
    for _ in 0..<40 {
      trial.point = point
      kernels.add(step, direction, to: &trial.point)
      trial.value = objective(trial.point, &trial.gradient)
      if !(trial.value <= value + 1e-4 * step * slope) {
        upper = step
      } else {
        best = trial
        if kernels.dot(trial.gradient, direction) >= 0.9 * slope { return trial }
        lower = step
      }
      step = upper.isFinite ? (lower + upper) / 2 : 2 * lower
    }
    return best
  }
}

/// The last steps and the gradient's change over each.
private struct StepMemory {
  private let capacity: Int
  private let kernels: Kernels<Double>
  private var pairs:
    [(step: LimitedMemoryBFGS.Vector, change: LimitedMemoryBFGS.Vector, curvature: Double)] = []

  init(capacity: Int, kernels: Kernels<Double>) {
    self.capacity = capacity
    self.kernels = kernels
  }

  var isEmpty: Bool { pairs.isEmpty }

  /// Keeps a step whose curvature is positive, as every step of a convex function is up to
  /// rounding.
  mutating func append(step: LimitedMemoryBFGS.Vector, change: LimitedMemoryBFGS.Vector) {
    let curvature = kernels.dot(step, change)
    guard curvature > 0, curvature.isFinite else { return }
    if pairs.count == capacity { pairs.removeFirst() }
    pairs.append((step, change, curvature))
  }

  /// `−H · gradient`, H the inverse Hessian as far as the steps tell.
  func descentDirection(_ gradient: LimitedMemoryBFGS.Vector) -> LimitedMemoryBFGS.Vector {
    var direction = gradient.map { -$0 }
    var weights = [Double](repeating: 0, count: pairs.count)
    for index in pairs.indices.reversed() {
      weights[index] = kernels.dot(pairs[index].step, direction) / pairs[index].curvature
      kernels.add(-weights[index], pairs[index].change, to: &direction)
    }
    if let last = pairs.last {
      let scale = last.curvature / kernels.dot(last.change, last.change)
      for place in direction.indices { direction[place] *= scale }
    }
    for index in pairs.indices {
      let weight = kernels.dot(pairs[index].change, direction) / pairs[index].curvature
      kernels.add(weights[index] - weight, pairs[index].step, to: &direction)
    }
    return direction
  }
}

extension Kernels<Double> {
  fileprivate func dot(_ a: [Double], _ b: [Double]) -> Double {
    a.withUnsafeBufferPointer { left in
      b.withUnsafeBufferPointer { right in
        guard let x = left.baseAddress, let y = right.baseAddress else { return 0 }
        return dot(Int64(left.count), x, y)
      }
    }
  }

  fileprivate func add(_ factor: Double, _ a: [Double], to b: inout [Double]) {
    a.withUnsafeBufferPointer { from in
      b.withUnsafeMutableBufferPointer { to in
        guard let source = from.baseAddress, let target = to.baseAddress else { return }
        axpy(Int64(from.count), factor, source, target)
      }
    }
  }
}

private func difference(
  _ a: LimitedMemoryBFGS.Vector, _ b: LimitedMemoryBFGS.Vector
) -> LimitedMemoryBFGS.Vector {
  zip(a, b).map { $0 - $1 }
}

private func largestMagnitude(_ a: LimitedMemoryBFGS.Vector) -> Double {
  a.reduce(0) { max($0, abs($1)) }
}
