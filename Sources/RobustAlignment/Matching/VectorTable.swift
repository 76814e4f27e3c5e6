import Autodiff

/// Vectors that a pair of towers gives without dropout, row after row.
public struct VectorTable<Scalar: Real> {
  /// `[rows, outputs]`
  public let values: [Scalar]

  /// `u` of cells or regions, a chunk at a time.
  ///
  /// - Parameter features: `[pairs, pairInputs]`, row after row.
  public init(
    _ towers: PairTowers<Scalar>, features: [Scalar], chunk: Int = 1024,
    _ workspace: Workspace<Scalar>
  ) {
    let width = towers.shape.pairInputs
    let rows = features.count / max(1, width)
    var values: [Scalar] = []
    values.reserveCapacity(rows * towers.shape.outputs)
    var stream = RandomStream(seed: 0)
    for start in stride(from: 0, to: rows, by: chunk) {
      let end = min(rows, start + chunk)
      let tape = Tape(workspace, isRecording: false)
      let some = workspace.matrix(
        (end - start) * towers.shape.pooledCells, towers.shape.cellInputs,
        Array(features[start * width..<end * width]))
      values += towers.cellVectors(tape.constant(some), &stream).value.elements
    }
    self.values = values
  }

  /// `v` of texts.
  ///
  /// - Parameter sentences: `[texts, textInputs]`, row after row.
  public init(
    _ towers: PairTowers<Scalar>, sentences: [Scalar], _ workspace: Workspace<Scalar>
  ) {
    let width = towers.shape.textInputs
    let tape = Tape(workspace, isRecording: false)
    let all = workspace.matrix(sentences.count / max(1, width), width, sentences)
    values = towers.textVectors(tape.constant(all)).value.elements
  }
}
