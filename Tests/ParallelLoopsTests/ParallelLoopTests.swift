import ParallelLoops
import Testing

@Suite struct ParallelLoopTests {
  @Test(arguments: [0, 1, 2, 7, 1000], [1, 2, 5])
  func `every piece is done once, by a worker that no one else is meanwhile`(
    pieces: Int, threads: Int
  ) {
    let loop = ParallelLoop(threads: threads)
    var done = [Int](repeating: 0, count: pieces)
    // Scratch memory of a worker: two threads with one worker's number would lose counts.
    var perWorker = [Int](repeating: 0, count: threads)
    done.withUnsafeMutableBufferPointer { done in
      perWorker.withUnsafeMutableBufferPointer { perWorker in
        loop(pieces: pieces) { piece, worker in
          done[piece] += 1
          perWorker[worker] += 1
        }
      }
    }
    #expect(done.allSatisfy { $0 == 1 })
    #expect(perWorker.reduce(0, +) == pieces)
  }

  @Test(arguments: [0, 1, 63, 64, 65, 1000])
  func `rows are cut without gap or overlap, and in the same way on any number of threads`(
    count: Int
  ) {
    var starts: [[Int]] = []
    for threads in [1, 3] {
      var pieceOfRow = [Int](repeating: -1, count: count)
      pieceOfRow.withUnsafeMutableBufferPointer { rows in
        ParallelLoop(threads: threads).rows(count, perPiece: 64) { range, _ in
          for row in range { rows[row] = range.lowerBound }
        }
      }
      #expect(pieceOfRow == (0..<count).map { $0 / 64 * 64 })
      starts.append(pieceOfRow)
    }
    #expect(starts[0] == starts[1])
  }
}
