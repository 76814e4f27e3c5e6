import Autodiff
import Testing

@Suite struct `Attention sends back its gradient, in four forms` {
  enum Form: CaseIterable { case flow, exact, segmented, neighbourhood }

  struct Attention: CheckedOperation {
    let form: Form
    let cells: Int
    let heads: Int
    let width: Int
    var shapes: [[Int]] {
      let shape = [cells, heads * width]
      return form == .neighbourhood ? [shape, shape, shape, [5, heads]] : [shape, shape, shape]
    }

    /// Up to six neighbours a cell, none for some; a cell may not be its own neighbour.
    var lists: AttentionLists {
      var generator = SeededGenerator(seed: 5)
      var starts: [Int64] = [0]
      var neighbours: [Int32] = []
      for cell in 0..<cells {
        for offset in 0..<(cell % 7) where generator.uniform() < 0.8 {
          neighbours.append(Int32((cell + offset * offset) % cells))
        }
        starts.append(Int64(neighbours.count))
      }
      return AttentionLists(starts: starts, neighbours: neighbours)
    }

    /// A segment of none, one of 1, of 4, of 9, …, cut off at the last cell.
    var segments: [Int] { [0, 0, 1, 5, 14, 30].map { min($0, cells) } + [cells] }

    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      switch form {
      case .flow:
        return tape.flowAttention(
          query: tape.sigmoid(x[0]), key: tape.sigmoid(x[1]), value: x[2], heads: heads)
      case .exact:
        return tape.softmaxAttention(query: x[0], key: x[1], value: x[2], heads: heads)
      case .segmented:
        return tape.softmaxAttention(
          query: x[0], key: x[1], value: x[2], heads: heads, segments: segments)
      case .neighbourhood:
        let lists = lists
        let positions = (0..<lists.edges).map { Double($0 % 9) * 0.6 + 0.05 }
        let bias = tape.interpolate(
          table: x[3], positions: tape.workspace.matrix(converting: positions, lists.edges, 1))
        return tape.neighbourhoodAttention(
          query: x[0], key: x[1], value: x[2], bias: bias, lists: lists, heads: heads)
      }
    }
  }

  @Test(arguments: Form.allCases)
  func `gradients and vector paths`(form: Form) {
    for index in 0..<22 {
      let cells = [0, 1, 2, 3, 5, 7, 11, 16, 23, 29, 33][index % 11]
      Attention(form: form, cells: cells, heads: index % 3 + 1, width: [1, 3, 8, 16, 5][index % 5])
        .check(seed: UInt64(index), floatTolerance: 1e-4)
    }
  }

  @Test func `exact attention over many blocks equals attention in one`() {
    // 700 cells are three blocks of queries and two of keys; the reference is softmax(QKᵀ/√w)V itself.
    let cells = 700
    let width = 8
    let workspace = Workspace<Double>(threads: 2)
    let tape = Tape(workspace, isRecording: false)
    var generator = SeededGenerator(seed: 1)
    let parts = (0..<3).map { _ in (0..<cells * width).map { _ in generator.normal() } }
    let inputs = parts.map { tape.input(workspace.matrix(cells, width, $0)) }
    let found = tape.softmaxAttention(query: inputs[0], key: inputs[1], value: inputs[2], heads: 1)
    let transposed = (0..<width).flatMap { column in
      (0..<cells).map { parts[1][$0 * width + column] / Double(width).squareRoot() }
    }
    let scores = tape.matrixProduct(
      inputs[0], tape.input(workspace.matrix(width, cells, transposed)))
    let wanted = tape.matrixProduct(tape.softmax(scores), inputs[2])
    expectClose(found.value.elements, wanted.value.elements, 1e-12, "blocked attention")
  }

  @Test func `neighbourhood attention over all cells is exact attention`() {
    let cells = 40
    let workspace = Workspace<Double>()
    let tape = Tape(workspace, isRecording: false)
    var generator = SeededGenerator(seed: 2)
    let inputs = (0..<3).map { _ in
      tape.input(workspace.matrix(cells, 12, (0..<cells * 12).map { _ in generator.normal() }))
    }
    let lists = AttentionLists(
      starts: (0...cells).map { Int64($0 * cells) },
      neighbours: (0..<cells * cells).map { Int32($0 % cells) })
    let near = tape.neighbourhoodAttention(
      query: inputs[0], key: inputs[1], value: inputs[2], bias: nil, lists: lists, heads: 3)
    let exact = tape.softmaxAttention(
      query: inputs[0], key: inputs[1], value: inputs[2], heads: 3)
    expectClose(near.value.elements, exact.value.elements, 1e-12, "all cells are neighbours")
  }

  @Test func `each segment attends to itself alone`() {
    // 600 rows are more than one block of queries and of keys.
    let starts = [0, 3, 3, 603, 610]
    let width = 8
    let workspace = Workspace<Double>()
    let tape = Tape(workspace, isRecording: false)
    var generator = SeededGenerator(seed: 3)
    let inputs = (0..<3).map { _ in
      tape.input(workspace.matrix(610, width, (0..<610 * width).map { _ in generator.normal() }))
    }
    let packed = tape.softmaxAttention(
      query: inputs[0], key: inputs[1], value: inputs[2], heads: 2, segments: starts)
    let apart = zip(starts, starts.dropFirst()).flatMap { start, end in
      let rows = inputs.map { tape.rows($0, start..<end) }
      return tape.softmaxAttention(query: rows[0], key: rows[1], value: rows[2], heads: 2)
        .value.elements
    }
    #expect(packed.value.elements == apart)
  }
}
