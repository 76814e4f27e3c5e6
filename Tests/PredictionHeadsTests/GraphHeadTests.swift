import Autodiff
import PredictionHeads
import Testing

@Suite struct GraphHeadTests {
  private func head() -> (ParameterStore<Double>, GraphHead<Double>) {
    let store = ParameterStore<Double>()
    let head = GraphHead(store.scope["head"], genes: 3, categories: 2, dropout: 0.5)
    store.allocate(seed: 5)
    return (store, head)
  }

  private let means = [[0, 0.5, 0.5, 0], [1, 0, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 0, 1]]

  @Test("Sparse expression and its shift give what the z-scores themselves give")
  func sparseProjection() {
    let head = head().1
    let workspace = Workspace<Double>()
    let expression = [[4.0, 0, 1], [0, 2, 0], [1, 1, 0], [0, 0, 0]]
    let shift = [1.0, 0.5, 0]
    let tape = Tape(workspace, isRecording: false)
    var stream = RandomStream(seed: 0)
    let z = expression.flatMap { row in zip(row, shift).map { ($0 - $1) / 2 } }
    let dense = head.project(tape.constant(workspace.matrix(4, 3, z)), &stream)
    let found = head.project(
      SparseMatrix(expression), shift: SparseMatrix([shift]), gain: 2, on: tape)
    for (a, b) in zip(dense.value.elements, found.value.elements) { #expect(abs(a - b) < 1e-12) }
    let logits = head(found, means: SparseMatrix(means), &stream).value
    #expect(logits.rows == 4 && logits.columns == 2)
    #expect(Set(logits.elements).count == 8)
  }

  @Test("A cell's logits depend on two steps of neighbours and no further")
  func reach() {
    let head = head().1
    let workspace = Workspace<Double>()
    // A chain: each cell's mean is the cell before it.
    let chain = (0..<5).map { row in (0..<5).map { $0 == max(0, row - 1) ? 1.0 : 0 } }
    func logits(_ first: Double) -> [Double] {
      let tape = Tape(workspace, isRecording: false)
      var stream = RandomStream(seed: 0)
      var z = [Double](repeating: 0.3, count: 15)
      z[0] = first
      return head(
        head.project(tape.constant(workspace.matrix(5, 3, z)), &stream),
        means: SparseMatrix(chain), &stream
      ).value.elements
    }
    let (before, after) = (logits(0.3), logits(2))
    for cell in 0..<5 {
      let isChanged = (0..<2).contains { before[2 * cell + $0] != after[2 * cell + $0] }
      #expect(isChanged == (cell <= 2))
    }
  }

  @Test("Gradients of all parameters agree with differences")
  func gradients() throws {
    let (store, head) = head()
    let workspace = Workspace<Double>()
    let z = (0..<12).map { Double(($0 * 7) % 5) / 2 - 1 }
    let weights = workspace.matrix(4, 1, [1, 0.5, 2, 1])
    func loss(recording: Bool) -> Double {
      store.clearGradients()
      let tape = Tape(workspace, isRecording: recording)
      // With the same stream the same units are dropped.
      var stream = RandomStream(seed: 3)
      let logits = head(
        head.project(tape.constant(workspace.matrix(4, 3, z)), &stream),
        means: SparseMatrix(means, transposing: true), &stream)
      let loss = tape.crossEntropy(logits, targets: [0, 1, 1, -1], weights: weights)
      if recording { tape.backward(from: loss) }
      return loss.value.elements[0]
    }
    _ = loss(recording: true)
    for name in store.names {
      let parameter = try #require(store.parameter(named: name))
      _ = loss(recording: true)
      let gradient = parameter.gradient.elements
      #expect(gradient.contains { $0 != 0 }, "\(name)")
      let start = store.elements(of: parameter)
      for place in stride(from: 0, to: start.count, by: max(1, start.count / 7)) {
        func at(_ step: Double) -> Double {
          var moved = start
          moved[place] += step
          parameter.assign(moved)
          defer { parameter.assign(start) }
          return loss(recording: true)
        }
        let difference = (at(1e-5) - at(-1e-5)) / 2e-5
        #expect(abs(difference - gradient[place]) < 1e-6 * max(1, abs(difference)), "\(name)")
      }
    }
  }
}
