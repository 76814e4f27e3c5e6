import ParallelLoops

/// Maps `body` over runs of rows, which depend on their number alone, and returns the results in order.
package func mapRowPieces<Result: Sendable>(
  of count: Int, threads: Int, _ body: @Sendable (Range<Int>) -> Result
) -> [Result] {
  let length = 1024
  return mapPieces(count: (count + length - 1) / length, threads: threads) { piece in
    body(piece * length..<min((piece + 1) * length, count))
  }
}
