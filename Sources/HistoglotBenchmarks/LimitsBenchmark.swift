import ArgumentParser
import Autodiff
import Foundation

/// What the machine can do at most, to hold other figures against.
struct LimitsBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract:
      "The arithmetic of a large matrix product and the bandwidth of a copy; one line of JSON.",
    discussion: """
      Example:
        swift run -c release HistoglotBenchmarks limits --threads 2
      """)

  @Option(name: [.short, .long], help: "Threads.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Rows and columns of the matrices that are multiplied.")
  var size = 4096

  @Option(help: "Repetitions after one to warm up.")
  var repeats = 3

  private struct Line: Encodable {
    var core: String
    var threads: Int
    var load: Double
    var sgemmGigaflops: Double
    var copyGigabytesPerSecond: Double
  }

  func run() throws {
    let workspace = Workspace<Float>(threads: threads)
    let rows = (size + threads - 1) / threads
    let left = UnsafeMutablePointer<Float>.allocate(capacity: rows * threads * size)
    let right = UnsafeMutablePointer<Float>.allocate(capacity: size * size)
    let result = UnsafeMutablePointer<Float>.allocate(capacity: rows * threads * size)
    defer {
      left.deallocate()
      right.deallocate()
      result.deallocate()
    }
    left.initialize(repeating: 0.5, count: rows * threads * size)
    right.initialize(repeating: 0.5, count: size * size)
    // Invariant: `a` and `b` are only read, each piece writes to rows of `c` of its own, and the loop ends before they are
    // freed.
    nonisolated(unsafe) let (a, b, c) = (left, right, result)
    let size = size
    let product = Stopwatch(repeats: repeats) {
      workspace.loop(pieces: threads) { piece, _ in
        let start = piece * rows * size
        Float.multiply(
          transposeA: false, transposeB: false, m: rows, n: size, k: size, alpha: 1, a + start,
          size, b, size, beta: 0, c + start, size)
      }
    }
    // Each thread copies a part far larger than any cache.
    let bytes = 1 << 28
    let source = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    let target = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    defer {
      source.deallocate()
      target.deallocate()
    }
    source.initializeMemory(as: UInt8.self, repeating: 1, count: bytes)
    target.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    // Invariant: `from` is only read, each piece writes to bytes of `to` of its own, and the loop ends before they are freed.
    nonisolated(unsafe) let (from, to) = (source, target)
    let share = bytes / threads
    let copy = Stopwatch(repeats: repeats) {
      workspace.loop(pieces: threads) { piece, _ in
        to.advanced(by: piece * share).copyMemory(
          from: from.advanced(by: piece * share), byteCount: share)
      }
    }
    var load = [0.0, 0, 0]
    getloadavg(&load, 3)
    let line = Line(
      core: LinearAlgebra.coreName, threads: threads, load: load[0],
      sgemmGigaflops: 2 * Double(rows * threads) * Double(size * size) / product.wall[0] / 1e9,
      copyGigabytesPerSecond: 2 * Double(share * threads) / copy.wall[0] / 1e9)
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(line), as: UTF8.self))
  }
}
