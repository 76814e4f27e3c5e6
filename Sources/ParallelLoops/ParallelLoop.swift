import Dispatch
import Synchronization

/// Runs the pieces of a loop on a fixed number of threads.
///
/// How a loop is cut into pieces depends on the shapes alone, never on the number of threads, and the
/// pieces write to disjoint places; so the result is the same, bit for bit, on any number of threads.
public struct ParallelLoop: Sendable {
  /// How many threads work, at least 1.
  public let threads: Int

  public init(threads: Int) {
    precondition(threads >= 1, "ParallelLoop: \(threads) threads")
    self.threads = threads
  }

  /// Calls `body(piece, worker)` once for each piece in `0..<pieces`; `worker` is below `threads` and
  /// belongs to one thread at a time, so that it may index scratch memory.
  public func callAsFunction(pieces: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
    let workers = min(threads, pieces)
    if workers <= 1 {
      for piece in 0..<max(0, pieces) { body(piece, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      // Invariant: `concurrentPerform` returns only after every piece is done, so that the body outlives its callers; and
      // bodies only read what they share and write to places, or by workers, of their own, as the type demands of them.
      nonisolated(unsafe) let shared = body
      let next = Atomic<Int>(0)
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        while true {
          let piece = next.add(1, ordering: .relaxed).oldValue
          if piece >= pieces { return }
          shared(piece, worker)
        }
      }
    }
  }

  /// Cuts `count` rows into pieces of `rowsPerPiece` and calls `body(rows, worker)` for each.
  public func rows(
    _ count: Int, perPiece rowsPerPiece: Int, _ body: (_ rows: Range<Int>, _ worker: Int) -> Void
  ) {
    let pieces = (count + rowsPerPiece - 1) / rowsPerPiece
    self(pieces: pieces) { piece, worker in
      body(piece * rowsPerPiece..<min(count, (piece + 1) * rowsPerPiece), worker)
    }
  }
}
