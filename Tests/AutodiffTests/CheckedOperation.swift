import Autodiff
import Testing

/// An operation under test, in any scalar: what is checked is what ships.
protocol CheckedOperation {
  /// The shapes of its inputs, `[rows, columns]` each.
  var shapes: [[Int]] { get }
  func callAsFunction<Scalar: Real>(
    _ tape: Tape<Scalar>, _ inputs: [Variable<Scalar>]
  ) -> Variable<Scalar>
}

/// What an operation gives and sends back, with fixed weights on its outputs.
struct OperationResult {
  var output: [Double]
  var gradients: [[Double]]
}

extension CheckedOperation {
  func run<Scalar: Real>(
    _ inputs: [[Double]], as _: Scalar.Type, on set: InstructionSet, threads: Int = 1,
    weights: (Int) -> Double
  ) -> OperationResult {
    let workspace = Workspace<Scalar>(threads: threads, instructionSet: set)
    let tape = Tape(workspace, isRecording: true)
    let variables = zip(shapes, inputs).map { shape, elements in
      tape.input(workspace.matrix(converting: elements, shape[0], shape[1]))
    }
    let output = self(tape, variables)
    let gradient = workspace.matrix(
      converting: (0..<output.value.count).map(weights), output.rows, output.columns)
    tape.backward(from: output, gradient: gradient)
    return OperationResult(
      output: output.value.elements.map(Double.init),
      gradients: zip(variables, inputs).map { variable, input in
        tape.gradient(of: variable)?.elements.map(Double.init)
          ?? [Double](repeating: 0, count: input.count)
      })
  }

  /// Checks the gradients in Double against central differences, and every Float path against Double.
  ///
  /// - Parameters:
  ///   - seed: of inputs and output weights.
  ///   - range: the inputs are uniform on it.
  func check(
    seed: UInt64, inputs range: ClosedRange<Double> = -2...2, floatTolerance: Double = 2e-5,
    _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var generator = SeededGenerator(seed: seed)
    let inputs = shapes.map { shape in
      (0..<shape[0] * shape[1]).map { _ in
        range.lowerBound + (range.upperBound - range.lowerBound) * generator.uniform()
      }
    }
    let weightSeed = generator.next()
    func weight(_ index: Int) -> Double {
      var own = SeededGenerator(seed: weightSeed, path: [UInt64(index)])
      return 2 * own.uniform() - 1
    }
    func loss(_ result: OperationResult) -> Double {
      result.output.enumerated().reduce(0) { $0 + weight($1.offset) * $1.element }
    }
    let exact = run(inputs, as: Double.self, on: .scalar, weights: weight)
    #expect(
      !exact.output.contains { !$0.isFinite }, comment, sourceLocation: sourceLocation)

    // Central differences at up to 24 elements of each input; error O(h²) + O(ε/h) ≈ 1e-10.
    for (index, input) in inputs.enumerated() where !input.isEmpty {
      let scale = max(1, exact.gradients[index].map(abs).max() ?? 0)
      for _ in 0..<min(24, input.count) {
        let place = Int.random(in: 0..<input.count, using: &generator)
        let step = 1e-5
        var moved = inputs
        moved[index][place] = input[place] + step
        let above = loss(run(moved, as: Double.self, on: .scalar, weights: weight))
        moved[index][place] = input[place] - step
        let below = loss(run(moved, as: Double.self, on: .scalar, weights: weight))
        let numeric = (above - below) / (2 * step)
        let analytic = exact.gradients[index][place]
        #expect(
          abs(numeric - analytic) <= 1e-5 * max(abs(analytic), 0.01 * scale) + 1e-9,
          "\(Self.self) \(shapes): input \(index), element \(place): \(analytic) against \(numeric)",
          sourceLocation: sourceLocation)
      }
    }

    for set in InstructionSet.allCases where set.isSupported {
      let wide = run(inputs, as: Double.self, on: set, threads: 2, weights: weight)
      compare(wide, with: exact, tolerance: 1e-11, "Double \(set)", sourceLocation)
      let single = run(inputs, as: Float.self, on: set, weights: weight)
      compare(single, with: exact, tolerance: floatTolerance, "Float \(set)", sourceLocation)
      let threaded = run(inputs, as: Float.self, on: set, threads: 2, weights: weight)
      #expect(
        threaded.output == single.output && threaded.gradients == single.gradients,
        "\(Self.self) \(shapes): two threads change bits on \(set)", sourceLocation: sourceLocation)
    }
  }

  private func compare(
    _ found: OperationResult, with wanted: OperationResult, tolerance: Double, _ path: String,
    _ sourceLocation: SourceLocation
  ) {
    expectClose(
      found.output, wanted.output, tolerance, "\(Self.self) \(shapes) output, \(path)",
      sourceLocation: sourceLocation)
    for index in found.gradients.indices {
      expectClose(
        found.gradients[index], wanted.gradients[index], tolerance,
        "\(Self.self) \(shapes) gradient \(index), \(path)", sourceLocation: sourceLocation)
    }
  }
}

/// `max|a − b| ≤ tolerance · max(1, max|b|)`.
func expectClose(
  _ found: [Double], _ wanted: [Double], _ tolerance: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == wanted.count, "\(what)", sourceLocation: sourceLocation)
  let scale = max(1, wanted.map(abs).max() ?? 0)
  let worst = zip(found, wanted).map { abs($0 - $1) }.max() ?? 0
  // Written so that NaN fails.
  #expect(
    worst <= tolerance * scale && !found.contains { !$0.isFinite },
    "\(what): off by \(worst) of \(scale)",
    sourceLocation: sourceLocation)
}

/// At least twenty shapes: none, one, odd, and more than one piece of a parallel loop would be too slow here.
let checkedShapes: [[Int]] = [
  [0, 3], [1, 1], [1, 7], [2, 1], [3, 5], [5, 4], [7, 9], [8, 16], [13, 3], [16, 17], [17, 16],
  [19, 31], [23, 2], [31, 33], [33, 8], [37, 13], [41, 1], [47, 19], [53, 7], [64, 5], [65, 64],
]
