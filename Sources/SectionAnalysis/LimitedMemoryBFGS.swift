/// Minimises a smooth convex function by the limited-memory BFGS method.
///
/// Directions by the two-loop recursion over the last `memory` steps; step lengths by bisection on
/// the weak Wolfe conditions. Sources: Nocedal & Wright, "Numerical Optimization", algorithm 7.4;
/// Lewis & Overton 2013, "Nonsmooth optimization via quasi-Newton methods", section 3.
///
/// Parameters are held in lanes of four numbers, the unit in which the objective computes.
struct LimitedMemoryBFGS {
  /// Numbers of one length, in lanes of four.
  typealias Vector = [SIMD4<Double>]
  /// The value at a point; the gradient is written into the second argument.
  typealias Objective = (_ point: Vector, _ gradient: inout Vector) -> Double

  /// How many past steps shape a direction.
  var memory = 10
  /// How many steps are taken at most.
  var maximumIterations: Int
  /// The search ends where no component of the gradient exceeds this.
  var gradientTolerance: Double

  /// Where a search ended.
  struct Outcome {
    var point: Vector
    var iterations: Int
    var largestGradient: Double
  }

  func minimize(from start: Vector, _ objective: Objective) -> Outcome {
    var point = start
    var gradient = Vector(repeating: .zero, count: start.count)
    var value = objective(point, &gradient)
    var steps = StepMemory(capacity: memory)
    var iterations = 0
    while iterations < maximumIterations, largestMagnitude(gradient) > gradientTolerance {
      var direction = steps.descentDirection(gradient)
      if dot(direction, gradient) >= 0 {
        steps = StepMemory(capacity: memory)
        direction = gradient.map { -$0 }
      }
      let firstStep =
        steps.isEmpty ? min(1, 1 / dot(gradient, gradient).squareRoot()) : 1
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
    let slope = dot(gradient, direction)
    var lower = 0.0
    var upper = Double.infinity
    var step = firstStep
    var best: Place?
    var trial = Place(point: point, value: value, gradient: gradient)
    for _ in 0..<40 {
      for lane in point.indices { trial.point[lane] = point[lane] + step * direction[lane] }
      trial.value = objective(trial.point, &trial.gradient)
      if !(trial.value <= value + 1e-4 * step * slope) {
        upper = step
      } else {
        best = trial
        if dot(trial.gradient, direction) >= 0.9 * slope { return trial }
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
  private var pairs:
    [(step: LimitedMemoryBFGS.Vector, change: LimitedMemoryBFGS.Vector, curvature: Double)] = []

  init(capacity: Int) { self.capacity = capacity }

  var isEmpty: Bool { pairs.isEmpty }

  /// Keeps a step whose curvature is positive, as every step of a convex function is up to
  /// rounding.
  mutating func append(step: LimitedMemoryBFGS.Vector, change: LimitedMemoryBFGS.Vector) {
    let curvature = dot(step, change)
    guard curvature > 0, curvature.isFinite else { return }
    if pairs.count == capacity { pairs.removeFirst() }
    pairs.append((step, change, curvature))
  }

  /// `−H · gradient`, H the inverse Hessian as far as the steps tell.
  func descentDirection(_ gradient: LimitedMemoryBFGS.Vector) -> LimitedMemoryBFGS.Vector {
    var direction = gradient.map { -$0 }
    var weights = [Double](repeating: 0, count: pairs.count)
    for index in pairs.indices.reversed() {
      weights[index] = dot(pairs[index].step, direction) / pairs[index].curvature
      add(-weights[index], pairs[index].change, to: &direction)
    }
    if let last = pairs.last {
      let scale = last.curvature / dot(last.change, last.change)
      for lane in direction.indices { direction[lane] *= scale }
    }
    for index in pairs.indices {
      let weight = dot(pairs[index].change, direction) / pairs[index].curvature
      add(weights[index] - weight, pairs[index].step, to: &direction)
    }
    return direction
  }
}

private func dot(_ a: LimitedMemoryBFGS.Vector, _ b: LimitedMemoryBFGS.Vector) -> Double {
  var sum = SIMD4<Double>(repeating: 0)
  for lane in a.indices { sum += a[lane] * b[lane] }
  return sum.sum()
}

private func add(
  _ factor: Double, _ a: LimitedMemoryBFGS.Vector, to b: inout LimitedMemoryBFGS.Vector
) {
  for lane in a.indices { b[lane] += factor * a[lane] }
}

private func difference(
  _ a: LimitedMemoryBFGS.Vector, _ b: LimitedMemoryBFGS.Vector
) -> LimitedMemoryBFGS.Vector {
  var result = a
  for lane in b.indices { result[lane] -= b[lane] }
  return result
}

private func largestMagnitude(_ a: LimitedMemoryBFGS.Vector) -> Double {
  var largest = 0.0
  for lanes in a { largest = max(largest, max(lanes.max(), -lanes.min())) }
  return largest
}
