import Autodiff

/// Which of the distinct texts each cell is, as the towers see it without dropout: `softmax(u · v/τ)`.
public struct TextBeliefs<Scalar: Real> {
  /// `[cells, texts]`, row after row.
  public let probabilities: [Double]
  public let textCount: Int
  /// Of the text each cell was given, `[cells]`.
  public let given: [Double]
  /// The largest of another text, `[cells]`.
  public let rival: [Double]

  public init(
    _ towers: PairTowers<Scalar>, pairs: AlignmentPairs<Scalar>, temperature: Double,
    _ workspace: Workspace<Scalar>
  ) {
    self.init(
      cells: VectorTable(towers, features: pairs.features, workspace).values,
      texts: VectorTable(towers, sentences: pairs.sentences, workspace).values,
      width: towers.shape.outputs, textIDs: pairs.textIDs, temperature: temperature, workspace)
  }

  /// - Parameters:
  ///   - cells, texts: unit vectors, row after row.
  ///   - textIDs: the text each cell was given; below 0 for none.
  public init(
    cells: [Scalar], texts: [Scalar], width: Int, textIDs: [Int], temperature: Double,
    _ workspace: Workspace<Scalar>
  ) {
    let textCount = texts.count / max(1, width)
    let tape = Tape(workspace, isRecording: false)
    let v = tape.constant(workspace.matrix(textCount, width, texts))
    var all: [Double] = []
    all.reserveCapacity(textIDs.count * textCount)
    for start in stride(from: 0, to: textIDs.count, by: 4096) {
      let end = min(textIDs.count, start + 4096)
      let u = tape.constant(
        workspace.matrix(end - start, width, Array(cells[start * width..<end * width])))
      let scores = tape.scale(tape.linear(u, weight: v, bias: nil), by: Scalar(1 / temperature))
      all += tape.softmax(scores).value.elements.map(\.inDouble)
    }
    probabilities = all
    self.textCount = textCount
    given = textIDs.enumerated().map { cell, id in id < 0 ? 0 : all[cell * textCount + id] }
    rival = textIDs.enumerated().map { cell, id in
      (0..<textCount).reduce(0) { id == $1 ? $0 : max($0, all[cell * textCount + $1]) }
    }
  }

  /// The most probable text of each cell.
  public var best: [Int] {
    (0..<given.count).map { cell in
      let row = probabilities[cell * textCount..<(cell + 1) * textCount]
      return (row.indices.max { row[$0] < row[$1] } ?? row.startIndex) - row.startIndex
    }
  }
}
