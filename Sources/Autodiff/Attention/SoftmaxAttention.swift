extension Tape {
  /// Exact softmax attention of every cell over every cell: `out = softmax(Q Kᵀ / √w) V` for each head.
  ///
  /// Blocked with an online softmax (Milakov & Gimelshein 2018; Dao et al. 2022), so that memory is
  /// linear in the number of cells; the backward pass computes the scores again.
  ///
  /// - Parameter query: `[cells, heads × w]`, and so `key` and `value`.
  /// - Returns: `[cells, heads × w]`. Complexity: O(cells² × heads × w).
  public func softmaxAttention(
    query: Variable<Scalar>, key: Variable<Scalar>, value: Variable<Scalar>, heads: Int
  ) -> Variable<Scalar> {
    requireSameShape("softmaxAttention", query, key)
    requireSameShape("softmaxAttention", query, value)
    let cells = query.rows
    let columns = query.columns
    precondition(
      columns % heads == 0, "softmaxAttention: query [\(cells), \(columns)], \(heads) heads")
    let blocks = AttentionBlocks(cells: cells, columns: columns, heads: heads)
    let out = workspace.uninitialized(cells, columns)
    let logSum = workspace.uninitialized(heads, cells)
    forward(blocks, query.value, key.value, value.value, out, logSum)
    return record(out, from: [query, key, value]) { [unowned self] gradient in
      let dQuery = gradientToAdd(to: query) ?? workspace.filled(cells, columns, with: 0)
      let dKey = gradientToAdd(to: key) ?? workspace.filled(cells, columns, with: 0)
      let dValue = gradientToAdd(to: value) ?? workspace.filled(cells, columns, with: 0)
      backward(
        blocks, query.value, key.value, value.value, out, logSum, gradient,
        (query: dQuery, key: dKey, value: dValue))
    }
  }

  private func forward(
    _ blocks: AttentionBlocks, _ query: Matrix<Scalar>, _ key: Matrix<Scalar>,
    _ value: Matrix<Scalar>, _ out: Matrix<Scalar>, _ logSum: Matrix<Scalar>
  ) {
    let (cells, columns, width) = (blocks.cells, blocks.columns, blocks.width)
    let scale = 1 / Scalar(width).squareRoot()
    let perWorker = AttentionBlocks.queries * (AttentionBlocks.keys + 3)
    let scratch = workspace.uninitialized(workspace.loop.threads, perWorker)
    let queryBlocks = blocks.count(of: AttentionBlocks.queries)
    workspace.loop(pieces: blocks.heads * queryBlocks) { piece, worker in
      let head = piece / queryBlocks
      let rows = blocks.rows(piece % queryBlocks, of: AttentionBlocks.queries)
      let scores = scratch.pointer + worker * perWorker
      let maxima = scores + AttentionBlocks.queries * AttentionBlocks.keys
      let sums = maxima + AttentionBlocks.queries
      let rescale = sums + AttentionBlocks.queries
      maxima.update(repeating: -.infinity, count: rows.count)
      sums.update(repeating: 0, count: rows.count)
      let offset = head * width
      let target = out.pointer + rows.lowerBound * columns + offset
      for keyBlock in 0..<blocks.count(of: AttentionBlocks.keys) {
        let keys = blocks.rows(keyBlock, of: AttentionBlocks.keys)
        Scalar.multiply(
          transposeA: false, transposeB: true, m: rows.count, n: keys.count, k: width, alpha: 1,
          query.pointer + rows.lowerBound * columns + offset, columns,
          key.pointer + keys.lowerBound * columns + offset, columns, beta: 0, scores, keys.count)
        kernels.onlineSoftmax(
          Int64(rows.count), Int64(keys.count), Int64(keys.count), scale, scores, maxima, sums,
          rescale)
        if keyBlock > 0 {
          kernels.scaleRows(
            Int64(rows.count), Int64(width), Int64(columns), target, rescale, Int64(columns), target
          )
        }
        Scalar.multiply(
          transposeA: false, transposeB: false, m: rows.count, n: width, k: keys.count, alpha: 1,
          scores, keys.count, value.pointer + keys.lowerBound * columns + offset, columns,
          beta: keyBlock == 0 ? 0 : 1, target, columns)
      }
      let sumsOfRows = logSum.pointer + head * cells + rows.lowerBound
      for row in 0..<rows.count {
        rescale[row] = 1 / sums[row]
        sumsOfRows[row] = maxima[row] + Scalar(naturalLogarithm(Double(sums[row])))
      }
      kernels.scaleRows(
        Int64(rows.count), Int64(width), Int64(columns), target, rescale, Int64(columns), target)
    }
  }

  private func backward(
    _ blocks: AttentionBlocks, _ query: Matrix<Scalar>, _ key: Matrix<Scalar>,
    _ value: Matrix<Scalar>, _ out: Matrix<Scalar>, _ logSum: Matrix<Scalar>,
    _ gradient: Matrix<Scalar>,
    _ target: (query: Matrix<Scalar>, key: Matrix<Scalar>, value: Matrix<Scalar>)
  ) {
    let (cells, columns, width) = (blocks.cells, blocks.columns, blocks.width)
    let scale = 1 / Scalar(width).squareRoot()
    let blockSize = AttentionBlocks.queries * AttentionBlocks.keys
    let perWorker = 2 * blockSize + AttentionBlocks.queries
    let scratch = workspace.uninitialized(workspace.loop.threads, perWorker)
    // One head a piece: the columns of a head are nobody else's, and the order of sums is fixed.
    workspace.loop(pieces: blocks.heads) { head, worker in
      let probabilities = scratch.pointer + worker * perWorker
      let dScores = probabilities + blockSize
      let delta = dScores + blockSize
      let offset = head * width
      for queryBlock in 0..<blocks.count(of: AttentionBlocks.queries) {
        let rows = blocks.rows(queryBlock, of: AttentionBlocks.queries)
        let place = rows.lowerBound * columns + offset
        // δ_i = dout_i · out_i = Σ_j p_ij dp_ij
        kernels.pairedRowDots(
          Int64(rows.count), Int64(width), Int64(columns), gradient.pointer + place, Int64(columns),
          out.pointer + place, delta)
        for keyBlock in 0..<blocks.count(of: AttentionBlocks.keys) {
          let keys = blocks.rows(keyBlock, of: AttentionBlocks.keys)
          let keyPlace = keys.lowerBound * columns + offset
          Scalar.multiply(
            transposeA: false, transposeB: true, m: rows.count, n: keys.count, k: width, alpha: 1,
            query.pointer + place, columns, key.pointer + keyPlace, columns, beta: 0, probabilities,
            keys.count)
          kernels.attentionProbabilities(
            Int64(rows.count), Int64(keys.count), Int64(keys.count), scale, probabilities,
            logSum.pointer + head * cells + rows.lowerBound)
          // dV += Pᵀ dout
          Scalar.multiply(
            transposeA: true, transposeB: false, m: keys.count, n: width, k: rows.count, alpha: 1,
            probabilities, keys.count, gradient.pointer + place, columns, beta: 1,
            target.value.pointer + keyPlace, columns)
          // dP = dout Vᵀ, dS = scale · P (dP − δ)
          Scalar.multiply(
            transposeA: false, transposeB: true, m: rows.count, n: keys.count, k: width, alpha: 1,
            gradient.pointer + place, columns, value.pointer + keyPlace, columns, beta: 0, dScores,
            keys.count)
          kernels.attentionScoreGradient(
            Int64(rows.count), Int64(keys.count), Int64(keys.count), scale, probabilities, dScores,
            delta)
          Scalar.multiply(
            transposeA: false, transposeB: false, m: rows.count, n: width, k: keys.count, alpha: 1,
            dScores, keys.count, key.pointer + keyPlace, columns, beta: 1,
            target.query.pointer + place, columns)
          Scalar.multiply(
            transposeA: true, transposeB: false, m: keys.count, n: width, k: rows.count, alpha: 1,
            dScores, keys.count, query.pointer + place, columns, beta: 1,
            target.key.pointer + keyPlace, columns)
        }
      }
    }
  }
}

/// How exact attention is cut: blocks of scores that stay in the second-level cache.
private struct AttentionBlocks {
  static let queries = 256
  static let keys = 512

  let cells: Int
  let columns: Int
  let heads: Int

  var width: Int { columns / heads }

  func count(of size: Int) -> Int { (cells + size - 1) / size }
  func rows(_ block: Int, of size: Int) -> Range<Int> {
    block * size..<min(cells, (block + 1) * size)
  }
}
