import Autodiff
import Foundation
import ParallelLoops

/// What the machine can do at most, to hold other figures against.
struct MachineLimits: Encodable {
  let sgemmGigaflops: Double
  /// Read and written.
  let copyGigabytesPerSecond: Double

  /// Programs that want a processor, the mean of the last minute.
  static var load: Double {
    var averages = [0.0, 0, 0]
    getloadavg(&averages, 3)
    return averages[0]
  }

  /// - Parameter size: rows and columns of the matrices that are multiplied.
  init(size: Int = 4096, threads: Int, repeats: Int) {
    let loop = ParallelLoop(threads: threads)
    sgemmGigaflops = Self.product(size, loop, repeats)
    copyGigabytesPerSecond = Self.copy(loop, repeats)
  }

  /// The least time that some work can take, seconds.
  ///
  /// - Parameters:
  ///   - bytes: read and written.
  ///   - operations: of floating-point numbers.
  func seconds(bytes: Double, operations: Double) -> Double {
    max(bytes / copyGigabytesPerSecond, operations / sgemmGigaflops) / 1e9
  }

  private static func product(_ size: Int, _ loop: ParallelLoop, _ repeats: Int) -> Double {
    let rows = (size + loop.threads - 1) / loop.threads
    let count = rows * loop.threads * size
    let left = UnsafeMutablePointer<Float>.allocate(capacity: count)
    let right = UnsafeMutablePointer<Float>.allocate(capacity: size * size)
    let result = UnsafeMutablePointer<Float>.allocate(capacity: count)
    defer {
      left.deallocate()
      right.deallocate()
      result.deallocate()
    }
    left.initialize(repeating: 0.5, count: count)
    right.initialize(repeating: 0.5, count: size * size)
    // OpenBLAS is to keep to the thread that calls it.
    let workspace = Workspace<Float>(threads: loop.threads)
    let watch = Stopwatch(repeats: repeats) {
      workspace.loop(pieces: loop.threads) { piece, _ in
        let start = piece * rows * size
        Float.multiply(
          transposeA: false, transposeB: false, m: rows, n: size, k: size, alpha: 1, left + start,
          size, right, size, beta: 0, result + start, size)
      }
    }
    return 2 * Double(count) * Double(size) / watch.wall[0] / 1e9
  }

  /// Each thread copies a part far larger than any cache.
  private static func copy(_ loop: ParallelLoop, _ repeats: Int) -> Double {
    let bytes = 1 << 28
    let source = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    let target = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    defer {
      source.deallocate()
      target.deallocate()
    }
    source.initializeMemory(as: UInt8.self, repeating: 1, count: bytes)
    target.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    let share = bytes / loop.threads
    let watch = Stopwatch(repeats: repeats) {
      loop(pieces: loop.threads) { piece, _ in
        target.advanced(by: piece * share).copyMemory(
          from: source.advanced(by: piece * share), byteCount: share)
      }
    }
    return 2 * Double(share * loop.threads) / watch.wall[0] / 1e9
  }
}
