import Autodiff

/// The loss of a batch and its gradient, a chunk of pairs at a time: the size of a batch is not bounded by
/// memory (divide and conquer: CellLM, arXiv 2306.04371). Equal to the whole batch but for rounding.
package struct DividedBatch<Scalar: Real> {
  let towers: PairTowers<Scalar>
  let pairs: AlignmentPairs<Scalar>
  /// The pairs of the batch.
  let batch: [Int]
  let chunk: Int
  let temperature: Scalar
  /// Of dropout: a pair's units are dropped alike in whichever chunk it is passed, and whenever.
  let seed: UInt64
  let workspace: Workspace<Scalar>

  package init(
    towers: PairTowers<Scalar>, pairs: AlignmentPairs<Scalar>, batch: [Int], chunk: Int,
    temperature: Scalar, seed: UInt64, workspace: Workspace<Scalar>
  ) {
    precondition(chunk > 0, "DividedBatch: chunks of \(chunk)")
    self.towers = towers
    self.pairs = pairs
    self.batch = batch
    self.chunk = chunk
    self.temperature = temperature
    self.seed = seed
    self.workspace = workspace
  }

  private var chunks: [Range<Int>] {
    stride(from: 0, to: batch.count, by: chunk).map { $0..<min(batch.count, $0 + chunk) }
  }

  private func stream(_ range: Range<Int>) -> RandomStream {
    RandomStream(seed: seed, rows: range, of: batch.count)
  }

  private func features(_ range: Range<Int>) -> Matrix<Scalar> {
    workspace.matrix(
      range.count * towers.shape.pooledCells, towers.shape.cellInputs,
      pairs.features(of: batch[range]))
  }

  private func textIDs(_ range: Range<Int>) -> [Int] { batch[range].map { pairs.textIDs[$0] } }

  /// The vectors of the texts of some pairs: each distinct text passes the tower once.
  private func textVectors(_ ids: [Int], on tape: Tape<Scalar>) -> Variable<Scalar> {
    let distinct = Array(Set(ids)).sorted()
    var place: [Int: Int32] = [:]
    for (row, id) in distinct.enumerated() { place[id] = Int32(row) }
    let width = pairs.sentenceWidth
    let sentences = workspace.matrix(
      distinct.count, width,
      distinct.flatMap { pairs.sentences[$0 * width..<($0 + 1) * width] })
    return tape.gatherRows(
      towers.textVectors(tape.constant(sentences)), ids.map { place[$0] ?? 0 })
  }

  /// Against momentum keys, through which no gradient goes, rows are independent: one taped pass a chunk.
  ///
  /// - Parameters:
  ///   - textKeys, cellKeys: the momentum vectors of the whole batch, then of the bank.
  ///   - reliability: `W` of each pair of the batch.
  ///   - pairWeights: `w` of each pair of the batch, given its matching loss of the last epoch.
  /// - Returns: the mean loss, and `√(P^CT_ii P^TC_ii)` of each pair.
  package func addGradients(
    textKeys: AlignmentKeys<Scalar>, cellKeys: AlignmentKeys<Scalar>, reliability: [Scalar],
    pairWeights: [Scalar], negativeWeight: Scalar
  ) -> (loss: Double, symmetry: [Double]) {
    var loss = 0.0
    var symmetry: [Double] = []
    for range in chunks {
      let tape = Tape(workspace, isRecording: true, isTraining: true)
      var stream = stream(range)
      let cells = towers.cellVectors(tape.constant(features(range)), &stream)
      let ids = textIDs(range)
      let matching = CoupledMatching(
        cells: cells, texts: textVectors(ids, on: tape), textIDs: ids, textKeys: textKeys,
        cellKeys: cellKeys, firstKey: range.lowerBound, temperature: temperature)
      let share = Scalar(Double(range.count) / Double(batch.count))
      let ofChunk = matching.loss(
        reliability: Array(reliability[range]), pairWeights: Array(pairWeights[range]),
        negativeWeight: negativeWeight)
      loss += Double(ofChunk.value.scalar) * Double(share)
      symmetry += matching.symmetry.map(\.inDouble)
      tape.backward(from: ofChunk, scale: share)
    }
    return (loss, symmetry)
  }

  /// InfoNCE within the batch (CLIP, Radford et al. 2021), where both sides carry gradient:
  /// `−½ mean_i W_i [log softmax_j(u_i · v_j/τ)_i + log softmax_j(v_i · u_j/τ)_i]`.
  ///
  /// First all chunks are embedded without a tape; then the loss gives gradients at the embeddings, rows of
  /// a chunk against all; then each chunk is passed again, with the same dropout, and takes them back.
  package func addGradients(masksSameText: Bool, reliability: [Scalar]) -> (
    loss: Double, symmetry: [Double]
  ) {
    let embedded = chunks.map { embed($0, isRecording: false) }
    let width = towers.shape.outputs
    let u = workspace.matrix(
      batch.count, width, embedded.flatMap(\.cells.value.elements))
    let v = workspace.matrix(
      batch.count, width, embedded.flatMap(\.texts.value.elements))
    let ofCells = InBatchMatching(
      rows: u, columns: v, ids: textIDs(0..<batch.count), masksSameText: masksSameText,
      chunk: chunk, temperature: temperature, weights: reliability, workspace: workspace)
    let ofTexts = InBatchMatching(
      rows: v, columns: u, ids: textIDs(0..<batch.count), masksSameText: masksSameText,
      chunk: chunk, temperature: temperature, weights: reliability, workspace: workspace)
    for range in chunks {
      let again = embed(range, isRecording: true)
      func gradient(_ a: [Scalar], _ b: [Scalar]) -> Matrix<Scalar> {
        let part = range.lowerBound * width..<range.upperBound * width
        return workspace.matrix(range.count, width, zip(a[part], b[part]).map { ($0 + $1) / 2 })
      }
      // The cells' and the texts' towers share no parameter: each takes its gradient back by itself.
      again.cellTape.backward(
        from: again.cells, gradient: gradient(ofCells.rowGradient, ofTexts.columnGradient))
      again.textTape.backward(
        from: again.texts, gradient: gradient(ofCells.columnGradient, ofTexts.rowGradient))
    }
    let symmetry = zip(ofCells.own, ofTexts.own).map { ($0 * $1).squareRoot() }
    return ((ofCells.loss + ofTexts.loss) / 2, symmetry)
  }

  /// A chunk's vectors, each side on a tape of its own, since a tape goes back once.
  private struct Embedded {
    let cellTape: Tape<Scalar>
    let textTape: Tape<Scalar>
    let cells: Variable<Scalar>
    let texts: Variable<Scalar>
  }

  private func embed(_ range: Range<Int>, isRecording: Bool) -> Embedded {
    let cellTape = Tape(workspace, isRecording: isRecording, isTraining: true)
    let textTape = Tape(workspace, isRecording: isRecording, isTraining: true)
    var stream = stream(range)
    return Embedded(
      cellTape: cellTape, textTape: textTape,
      cells: towers.cellVectors(cellTape.constant(features(range)), &stream),
      texts: textVectors(textIDs(range), on: textTape))
  }
}
