import Autodiff
import ReferenceValues
import RobustAlignment
import Testing

@Suite struct `The robust alignment loss equals the gold values` {
  @Test func `in Double`() throws { try check(Double.self, 1e-10) }
  @Test func `in Float`() throws { try check(Float.self, 1e-5) }

  private func check<S: Real>(_: S.Type, _ tolerance: Double) throws {
    let gold = try GoldFile()
    func tensor(_ name: String) throws -> GoldTensor { try gold.tensor("robustAlignment/\(name)") }
    let workspace = Workspace<S>()
    func matrix(_ name: String) throws -> Matrix<S> {
      let found = try tensor(name)
      return workspace.matrix(converting: found.data, found.shape[0], found.shape[1])
    }
    let ids = try tensor("textIDs").data.map { Int($0) }
    let bank = try tensor("bankIDs").data.map { Int($0) }
    let tape = Tape(workspace, isRecording: true)
    let cells = tape.input(try matrix("cells"))
    let texts = tape.input(try matrix("texts"))
    let matching = try CoupledMatching(
      cells: cells, texts: texts, textIDs: ids,
      textKeys: AlignmentKeys(vectors: matrix("textKeys"), textIDs: ids + bank),
      cellKeys: AlignmentKeys(vectors: matrix("cellKeys"), textIDs: ids + bank),
      temperature: S(tensor("temperature").data[0]))
    let loss = try matching.loss(
      reliability: tensor("reliability").data.map { S($0) },
      pairWeights: tensor("pairWeights").data.map { S($0) },
      negativeWeight: S(tensor("negativeWeight").data[0]))
    tape.backward(from: loss)
    try expectClose(matching.cellToText.value, tensor("cellToText"), tolerance)
    try expectClose(matching.textToCell.value, tensor("textToCell"), tolerance)
    try expectClose(
      workspace.matrix(1, ids.count, matching.symmetry), tensor("symmetry"), tolerance)
    try expectClose(loss.value, tensor("loss"), tolerance)
    try expectClose(#require(tape.gradient(of: cells)), tensor("gradients/u"), tolerance)
    try expectClose(#require(tape.gradient(of: texts)), tensor("gradients/t"), tolerance)
  }

  /// `max|a − b| ≤ tolerance · max(1, max|b|)`.
  private func expectClose<S: Real>(
    _ found: Matrix<S>, _ wanted: GoldTensor, _ tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let scale = max(1, wanted.data.map(abs).max() ?? 0)
    let worst = zip(found.elements, wanted.data).map { abs(Double($0) - $1) }.max() ?? .infinity
    #expect(
      found.count == wanted.data.count && worst <= tolerance * scale,
      sourceLocation: sourceLocation)
  }
}
