import Synchronization

/// Maps `body` over the pieces `0..<count`, each on one of at most `threads` threads, and returns the
/// results in piece order. What a piece is does not depend on the number of threads, so neither does
/// the result.
package func mapPieces<Result: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let finished = Mutex<[Result?]>(Array(repeating: nil, count: count))
  ParallelLoop(threads: max(1, threads))(pieces: count) { piece, _ in
    let result = body(piece)
    finished.withLock { $0[piece] = result }
  }
  return finished.withLock { $0.compactMap { $0 } }
}
