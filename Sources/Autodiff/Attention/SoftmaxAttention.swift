extension Tape {
  /// Exact softmax attention of every cell over every cell: `out = softmax(Q Kᵀ / √w) V` for each head.
  ///
  /// Blocked with an online softmax (Milakov & Gimelshein 2018; Dao et al. 2022), so that memory is
  /// linear in the number of cells; the backward pass computes the scores again.
  ///
  /// - Parameters:
  ///   - query: `[cells, heads × w]`, and so `key` and `value`.
  ///   - segments: where each segment of rows begins, and where the last ends, `[segments + 1]`; rows
  ///     attend within their segment, so that texts of any lengths lie packed without padding. Nil: all
  ///     rows are one segment.
  /// - Returns: `[cells, heads × w]`. Complexity: O(Σ_segments cells² × heads × w).
  public func softmaxAttention(
    query: Variable<Scalar>, key: Variable<Scalar>, value: Variable<Scalar>, heads: Int,
    segments: [Int]? = nil
  ) -> Variable<Scalar> {
    requireSameShape("softmaxAttention", query, key)
    requireSameShape("softmaxAttention", query, value)
    let cells = query.rows
    let columns = query.columns
    precondition(
      columns % heads == 0, "softmaxAttention: query [\(cells), \(columns)], \(heads) heads")
    let blocks = AttentionBlocks(
      starts: segments ?? [0, cells], cells: cells, columns: columns, heads: heads)
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
    let queryBlocks = blocks.queryBlocks
    workspace.loop(pieces: blocks.heads * queryBlocks.count) { piece, worker in
      let head = piece / queryBlocks.count
      let (segment, rows) = queryBlocks[piece % queryBlocks.count]
      let scores = scratch.pointer + worker * perWorker
      let maxima = scores + AttentionBlocks.queries * AttentionBlocks.keys
      let sums = maxima + AttentionBlocks.queries
      let rescale = sums + AttentionBlocks.queries
      maxima.update(repeating: -.infinity, count: rows.count)
      sums.update(repeating: 0, count: rows.count)
      let offset = head * width
      let target = out.pointer + rows.lowerBound * columns + offset
      for keys in AttentionBlocks.cut(segment, by: AttentionBlocks.keys) {
        let isFirst = keys.lowerBound == segment.lowerBound
        Scalar.multiply(
          transposeA: false, transposeB: true, m: rows.count, n: keys.count, k: width, alpha: 1,
          query.pointer + rows.lowerBound * columns + offset, columns,
          key.pointer + keys.lowerBound * columns + offset, columns, beta: 0, scores, keys.count)
        kernels.onlineSoftmax(
          Int64(rows.count), Int64(keys.count), Int64(keys.count), scale, scores, maxima, sums,
          rescale)
        if !isFirst {
          kernels.scaleRows(
            Int64(rows.count), Int64(width), Int64(columns), target, rescale, Int64(columns), target
          )
        }
        Scalar.multiply(
          transposeA: false, transposeB: false, m: rows.count, n: width, k: keys.count, alpha: 1,
          scores, keys.count, value.pointer + keys.lowerBound * columns + offset, columns,
          beta: isFirst ? 0 : 1, target, columns)
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
      for (segment, rows) in blocks.queryBlocks {
        let place = rows.lowerBound * columns + offset
        // δ_i = dout_i · out_i = Σ_j p_ij dp_ij
        kernels.pairedRowDots(
          Int64(rows.count), Int64(width), Int64(columns), gradient.pointer + place, Int64(columns),
          out.pointer + place, delta)
        for keys in AttentionBlocks.cut(segment, by: AttentionBlocks.keys) {
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

/// How exact attention is cut: blocks of scores that stay in the second-level cache, each within one
/// segment.
private struct AttentionBlocks {
  static let queries = 256
  static let keys = 512

  let cells: Int
  let columns: Int
  let heads: Int
  /// The rows of each block of queries, and the segment that they attend to.
  let queryBlocks: [(segment: Range<Int>, rows: Range<Int>)]

  init(starts: [Int], cells: Int, columns: Int, heads: Int) {
    let isAscending = zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }
    precondition(
      starts.first == 0 && starts.last == cells && isAscending,
      "softmaxAttention: query [\(cells), \(columns)], segments that begin at \(starts)")
    self.cells = cells
    self.columns = columns
    self.heads = heads
    queryBlocks = zip(starts, starts.dropFirst()).flatMap { start, end in
      Self.cut(start..<end, by: Self.queries).map { (segment: start..<end, rows: $0) }
    }
  }

  var width: Int { columns / heads }

  /// A range in pieces of `size`, the last one shorter.
  static func cut(_ range: Range<Int>, by size: Int) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: size).map {
      $0..<min(range.upperBound, $0 + size)
    }
  }
}
