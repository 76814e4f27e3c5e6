extension Workspace {
  /// `out += S D` with S in compressed rows, D and `out` `width` columns wide, over all threads.
  ///
  /// Where rows of D are read often, D is first copied strip by strip into rows that lie side by side: rows a power of
  /// two apart fall on the same few places of a cache, which then holds a few of them instead of all. Sums are taken in
  /// the order of the entries, either way.
  func sparseTimesDense(
    _ sparse: CompressedEntries<Scalar>, _ dense: Matrix<Scalar>, _ out: GradientSum<Scalar>
  ) {
    let width = dense.columns
    if width <= Self.stripColumns || sparse.count < 8 * dense.rows {
      let product = SparsePiece(
        entries: sparse, dense: UnsafePointer(dense.pointer),
        denseStride: width, columns: 0..<width)
      multiply(product, out)
      return
    }
    var isUsed = [Bool](repeating: false, count: dense.rows)
    for index in UnsafeBufferPointer(start: sparse.indices.pointer, count: sparse.count) {
      isUsed[Int(index)] = true
    }
    let strip = uninitialized(dense.rows, Self.stripColumns)
    for first in stride(from: 0, to: width, by: Self.stripColumns) {
      let columns = first..<min(width, first + Self.stripColumns)
      loop.rows(dense.rows, perPiece: (1 << 17) / Self.stripColumns) { range, _ in
        for row in range where isUsed[row] {
          (strip.pointer + row * strip.columns).update(
            from: dense.pointer + row * width + first, count: columns.count)
        }
      }
      let product = SparsePiece(
        entries: sparse, dense: UnsafePointer(strip.pointer),
        denseStride: strip.columns, columns: columns)
      multiply(product, out)
    }
  }

  /// Columns of a strip: 256 bytes of Float a row, so that some thousand rows find room in a second-level cache.
  private static var stripColumns: Int { 64 }

  /// Some columns of the product, over all threads, in pieces of some 2^24 multiplications.
  private func multiply(_ product: SparsePiece<Scalar>, _ out: GradientSum<Scalar>) {
    let entries = product.entries
    let rows = entries.rows
    let work = (entries.count + rows) * product.columns.count
    let pieces = max(work > 1 << 20 ? 2 : 1, (work >> 24) / 2 * 2)
    let perPiece = max(1, (rows + pieces - 1) / pieces)
    let width = out.matrix.columns
    let (first, columns) = (product.columns.lowerBound, product.columns.count)
    loop.rows(rows, perPiece: perPiece) { range, _ in
      for row in range where out.isFresh {
        (out.pointer + row * width + first).clear(columns)
      }
      entries.starts.withUnsafeBufferPointer { starts in
        guard let base = starts.baseAddress else { return }
        kernels.sparseTimesDense(
          Int64(range.count), base + range.lowerBound, entries.indices.pointer,
          entries.values.pointer,
          Int64(columns), Int64(product.denseStride), product.dense, Int64(width),
          out.pointer + range.lowerBound * width + first)
      }
    }
  }
}

/// Compressed rows, and the columns of a dense matrix they are multiplied with.
private struct SparsePiece<Scalar: Real> {
  let entries: CompressedEntries<Scalar>
  /// The first of `columns`, rows `denseStride` apart.
  let dense: UnsafePointer<Scalar>
  let denseStride: Int
  let columns: Range<Int>
}
