import Autodiff
import PredictionHeads
import Testing

@Suite struct LinearHeadTests {
  @Test("Projections are the sums over measured genes of z-scores times weights, for each view")
  func projection() {
    let store = ParameterStore<Float>()
    let head = LinearHead(store.scope["head"], genes: 3, views: 2, categories: 2)
    store.allocate(seed: 0)
    let weights: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 90, 91, 92, 93]
    head.assign(weights: weights, intercepts: [0.5, -0.5])
    // Gene 2 was not measured: neither its expression nor its shift is there.
    let expression: [[Float]] = [[4, 0, 0], [0, 2, 0]]
    let shift: [Float] = [1, 0.5, 0]
    let workspace = Workspace<Float>()
    let projected = head.project(
      SparseMatrix(expression), shift: SparseMatrix([shift]), gain: 2,
      on: Tape(workspace, isRecording: false)
    ).value.elements
    for cell in 0..<2 {
      for column in 0..<4 {
        let wanted = (0..<3).reduce(Float(0)) {
          $0 + (expression[cell][$1] - shift[$1]) / 2 * weights[$1 * 4 + column]
        }
        #expect(abs(projected[cell * 4 + column] - wanted) < 1e-5)
      }
    }
    #expect(head.intercepts == [0.5, -0.5])
  }
}
