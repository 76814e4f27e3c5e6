import Foundation
import Synchronization

/// Maps `body` over the pieces `0..<count`, each on one of at most `threads` threads, and returns the
/// results in piece order. What a piece is does not depend on the number of threads, so neither does
/// the result.
package func mapPieces<Result: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let workers = min(threads, count)
  if workers <= 1 { return (0..<count).map(body) }
  let finished = Mutex<[Result?]>(Array(repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    for piece in stride(from: worker, to: count, by: workers) {
      let result = body(piece)
      finished.withLock { $0[piece] = result }
    }
  }
  return finished.withLock { $0.compactMap { $0 } }
}

/// As many threads as the machine has cores.
public var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }
