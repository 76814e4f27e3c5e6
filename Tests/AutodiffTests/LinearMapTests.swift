import Autodiff
import Testing

@Suite struct LinearMapTests {
  private func random(
    _ rows: Int, _ columns: Int, _ generator: inout SeededGenerator, _ workspace: Workspace<Double>
  ) -> Matrix<Double> {
    workspace.matrix(
      rows, columns, (0..<rows * columns).map { _ in 2 * generator.uniform() - 1 })
  }

  // Few rows, many rows, and more columns than rows: the three ways a product is cut.
  @Test(arguments: [(3, 5, 7), (700, 96, 300), (130, 400, 600)])
  func `a map with bias, residual and activation in one pass is the same as one after the other`(
    rows: Int, inputs: Int, outputs: Int
  ) {
    let workspace = Workspace<Double>(threads: 2)
    var generator = SeededGenerator(seed: 4)
    let x = random(rows, inputs, &generator, workspace)
    let weight = random(outputs, inputs, &generator, workspace)
    let bias = random(1, outputs, &generator, workspace)
    let residual = random(rows, outputs, &generator, workspace)
    for activation in [nil, Activation.gelu, .sigmoid] {
      for (hasBias, hasResidual) in [(true, true), (true, false), (false, true), (false, false)] {
        func result(recording: Bool) -> [Double] {
          let tape = Tape(workspace, isRecording: recording, isTraining: false)
          return tape.linear(
            tape.input(x), weight: tape.input(weight), bias: hasBias ? tape.input(bias) : nil,
            plus: hasResidual ? tape.input(residual) : nil, then: activation
          ).value.elements
        }
        let difference =
          zip(result(recording: false), result(recording: true))
          .map { abs($0 - $1) }.max() ?? .infinity
        #expect(difference < 1e-12)
      }
    }
  }

  @Test func `a map in one pass is the same, bit for bit, on any number of threads`() {
    func result(threads: Int) -> [Float] {
      let workspace = Workspace<Float>(threads: threads)
      var generator = SeededGenerator(seed: 5)
      func random(_ rows: Int, _ columns: Int) -> Matrix<Float> {
        workspace.matrix(
          rows, columns, (0..<rows * columns).map { _ in Float(generator.uniform()) - 0.5 })
      }
      let tape = Tape(workspace, isRecording: false)
      return tape.linear(
        tape.constant(random(900, 96)), weight: tape.constant(random(300, 96)),
        bias: tape.constant(random(1, 300)), plus: tape.constant(random(900, 300)), then: .gelu
      ).value.elements
    }
    let one = result(threads: 1)
    #expect(one == result(threads: 2))
    #expect(one == result(threads: 3))
  }
}
