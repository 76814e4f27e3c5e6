import Autodiff
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// What repeated work took.
struct Stopwatch: Encodable {
  /// Of each repetition, seconds, ascending.
  var wall: [Double] = []
  var cpu: [Double] = []
  /// The most memory the program ever held, MB.
  var peakMegabytes = 0.0

  /// Does the work once to warm up, then `repeats` times.
  init(repeats: Int, _ work: () throws -> Void) rethrows {
    try work()
    for _ in 0..<repeats {
      let (started, used) = (ContinuousClock.now, processorSeconds())
      try work()
      wall.append((ContinuousClock.now - started) / .seconds(1))
      cpu.append(processorSeconds() - used)
    }
    wall.sort()
    cpu.sort()
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    peakMegabytes = Double(usage.ru_maxrss) / 1024
  }

  var median: Double { wall[wall.count / 2] }
}

/// A line of JSON, in the words of the peer's script (`tools/speed/cellplm_speed.py`).
struct SpeedLine: Encodable {
  var peer: String
  var kind: String
  var cells: Int
  var genes: Int
  var density: Double
  var threads: Int
  var secondsMedian: Double
  var secondsMin: Double
  var cpuSeconds: Double
  var cellsPerSecond: Double
  var peakMegabytes: Double
  var gigaflops: Double?
  /// Seconds to pass over the operands once.
  var operandSeconds: Double?
  /// Buffers that steps after the first asked of the system.
  var systemAllocations: Int?
  /// Of the result, alike on any number of threads.
  var checksum: String?

  enum CodingKeys: String, CodingKey {
    case peer, kind, cells, genes, density, threads, gigaflops, checksum
    case secondsMedian = "seconds_median"
    case secondsMin = "seconds_min"
    case cpuSeconds = "cpu_s"
    case cellsPerSecond = "cells_per_second"
    case peakMegabytes = "peak_mb"
    case operandSeconds = "operand_seconds"
    case systemAllocations = "system_allocations"
  }
}
