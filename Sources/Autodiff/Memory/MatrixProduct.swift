extension Workspace {
  /// `C = alpha * op(A) op(B) + beta * C`, row-major, `[m, k] × [k, n] → [m, n]`, over all threads.
  ///
  /// Cut along the longer side of C into pieces of some 2^28 floating-point operations (≈ 1 ms of one core) and
  /// at least 256 rows or columns, since BLAS packs the whole of the other operand anew for each piece; the cut
  /// depends on the shape alone.
  ///
  /// - Parameters:
  ///   - prepare: writes rows of C before they are added to; with beta = 1 it takes the place of the zeros that BLAS would
  ///     write.
  ///   - finish: works on rows of C that are done, on the thread that made them.
  func multiply(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Scalar = 1,
    _ a: UnsafeMutablePointer<Scalar>, _ lda: Int, _ b: UnsafeMutablePointer<Scalar>, _ ldb: Int,
    beta: Scalar, _ c: UnsafeMutablePointer<Scalar>, _ ldc: Int,
    prepare: (_ rows: Range<Int>) -> Void = { _ in },
    finish: (_ rows: Range<Int>) -> Void = { _ in }
  ) {
    if m == 0 || n == 0 { return }
    let longer = max(m, n)
    let operations = 2 * m * n * max(k, 1)
    profile?.count(operations: operations)
    let wanted = max(1, min(operations >> 28, longer / 256))
    // Balanced on two threads even when there are few pieces.
    let isCut = cutsProducts && operations > 1 << 24 && longer >= 128
    let pieces = isCut ? max(2, (wanted + 1) / 2 * 2) : 1
    let perPiece = ((longer + pieces - 1) / pieces + 15) / 16 * 16
    if m < n { prepare(0..<m) }
    loop.rows(longer, perPiece: perPiece) { range, _ in
      let start = range.lowerBound
      if m >= n {
        prepare(range)
        Scalar.multiply(
          transposeA: transposeA, transposeB: transposeB, m: range.count, n: n, k: k, alpha: alpha,
          transposeA ? a + start : a + start * lda, lda, b, ldb, beta: beta, c + start * ldc, ldc)
        finish(range)
      } else {
        Scalar.multiply(
          transposeA: transposeA, transposeB: transposeB, m: m, n: range.count, k: k, alpha: alpha,
          a, lda, transposeB ? b + start * ldb : b + start, ldb, beta: beta, c + start, ldc)
      }
    }
    if m < n { finish(0..<m) }
  }
}
