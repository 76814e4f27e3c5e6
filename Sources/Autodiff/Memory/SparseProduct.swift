extension Workspace {
  /// `out += S D` with S in compressed rows, D and `out` `width` columns wide, over all threads.
  ///
  /// Where rows of D are read often, and are wide, D is first copied strip by strip into rows that lie side by side: rows a
  /// power of two apart fall on the same few places of a cache, which then holds a few of them instead of all. Of many rows
  /// of D so many are multiplied at a time, with all rows of S, as find room in a cache. Sums are taken in the order of the
  /// entries, each way.
  func sparseTimesDense(
    _ sparse: CompressedEntries<Scalar>, _ dense: Matrix<Scalar>, _ out: GradientSum<Scalar>
  ) {
    let width = dense.columns
    if width <= stripColumns || sparse.count < 8 * dense.rows {
      multiply(SparsePiece(entries: sparse, dense: dense, columns: 0..<width), out)
      return
    }
    var isUsed = [Bool](repeating: false, count: dense.rows)
    for index in UnsafeBufferPointer(start: sparse.indices.pointer, count: sparse.count) {
      isUsed[Int(index)] = true
    }
    let strip = uninitialized(dense.rows, stripColumns)
    for first in stride(from: 0, to: width, by: stripColumns) {
      let columns = first..<min(width, first + stripColumns)
      loop.rows(dense.rows, perPiece: (1 << 17) / stripColumns) { range, _ in
        for row in range where isUsed[row] {
          (strip.pointer + row * strip.columns).update(
            from: dense.pointer + row * width + first, count: columns.count)
        }
      }
      multiply(SparsePiece(entries: sparse, dense: strip, columns: columns), out)
    }
  }

  /// Columns of a strip: eight vectors, whose sums stay in registers while a row's entries go by; no fewer than 64.
  private var stripColumns: Int {
    max(64, 8 * instructionSet.vectorBytes / MemoryLayout<Scalar>.stride)
  }

  /// Rows of D multiplied at a time: a quarter or half of a megabyte of a strip of Float.
  private static var blockRows: Int { 1024 }

  /// Into how many blocks of its rows D is cut; a row of S has to have some entries in each.
  private func blocks(_ product: SparsePiece<Scalar>) -> Int {
    let blocks = (product.dense.rows + Self.blockRows - 1) / Self.blockRows
    return product.entries.count >= 16 * blocks * product.entries.rows ? max(1, blocks) : 1
  }

  /// Some columns of the product, over all threads, in pieces of some 2^24 multiplications.
  private func multiply(_ product: SparsePiece<Scalar>, _ out: GradientSum<Scalar>) {
    let entries = product.entries
    let rows = entries.rows
    let work = (entries.count + rows) * product.columns.count
    let pieces = max(work > 1 << 20 ? 2 : 1, (work >> 24) / 2 * 2)
    let perPiece = max(1, (rows + pieces - 1) / pieces)
    let width = out.matrix.columns
    let (first, columns) = (product.columns.lowerBound, product.columns.count)
    let blocks = blocks(product)
    // Where the entries of each row begin and end that lie in a block, `[rows]`.
    var begins = Array(entries.starts.dropLast())
    var ends = Array(entries.starts.dropFirst())
    for block in 0..<blocks {
      begins.withUnsafeMutableBufferPointer { begins in
        ends.withUnsafeMutableBufferPointer { ends in
          guard let begin = begins.baseAddress, let end = ends.baseAddress else { return }
          loop.rows(rows, perPiece: perPiece) { range, _ in
            if block == 0, out.isFresh {
              for row in range { (out.pointer + row * width + first).clear(columns) }
            }
            if blocks > 1 {
              entries.findEnds(
                range, begins: begin, ends: end,
                limit: block + 1 < blocks ? (block + 1) * Self.blockRows : .max)
            }
            kernels.sparseTimesDense(
              Int64(range.count), begin + range.lowerBound, end + range.lowerBound,
              entries.indices.pointer, entries.values.pointer, Int64(columns),
              Int64(product.dense.columns), UnsafePointer(product.dense.pointer), Int64(width),
              out.pointer + range.lowerBound * width + first)
          }
        }
      }
      swap(&begins, &ends)
    }
  }
}

/// Compressed rows, and the columns of a dense matrix they are multiplied with.
private struct SparsePiece<Scalar: Real> {
  let entries: CompressedEntries<Scalar>
  /// These columns and no others.
  let dense: Matrix<Scalar>
  /// Where they stand in the product.
  let columns: Range<Int>
}

extension CompressedEntries {
  /// Finds where in each of some rows the first entry from its `begins` on stands whose index is `limit` or more.
  ///
  /// Indices need not ascend: each entry is passed once, in its order, whatever they are.
  fileprivate func findEnds(
    _ rows: Range<Int>, begins: UnsafePointer<Int64>, ends: UnsafeMutablePointer<Int64>, limit: Int
  ) {
    for row in rows {
      var entry = Int(begins[row])
      let end = Int(starts[row + 1])
      while entry < end, Int(indices.pointer[entry]) < limit { entry += 1 }
      ends[row] = Int64(entry)
    }
  }
}
