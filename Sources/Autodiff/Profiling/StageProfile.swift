#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the stages of some work took. A stage within another is counted apart from it, so that stages sum to the whole.
///
/// Handed down to whom it measures, most of them through their `Workspace`; where there is none, nothing is measured.
/// Belongs to one thread.
public final class StageProfile {
  /// What one stage took, all times it was entered together.
  public struct Stage: Equatable, Sendable {
    public let name: String
    /// Seconds on the clock.
    public var wall = 0.0
    /// Seconds of processors, of all threads.
    public var cpu = 0.0
    /// Floating-point operations of dense products; 0 where there were none.
    public var operations = 0
    /// Bytes of files that were read or written; 0 where there were none.
    public var fileBytes = 0
    /// Bytes that pools asked of the system.
    public var pooledBytes = 0

    public init(name: String) { self.name = name }
  }

  /// In the order in which they were first entered.
  public private(set) var stages: [Stage] = []
  /// The stages that are being measured, the innermost last.
  private var open: [Int] = []
  private var since: Moment
  private let start: Moment

  private struct Moment {
    let wall = ContinuousClock.now
    let cpu = processorSeconds()
  }

  /// Begins to measure.
  public init() {
    start = Moment()
    since = start
  }

  /// Does work that belongs to a stage.
  public func measure<Name: RawRepresentable<String>, Value>(
    _ stage: Name, _ work: () throws -> Value
  ) rethrows -> Value {
    enter(stage)
    defer { leave() }
    return try work()
  }

  /// Begins a stage, within the one that is open; `leave` ends it.
  public func enter<Name: RawRepresentable<String>>(_ stage: Name) {
    attribute()
    let index = stages.firstIndex { $0.name == stage.rawValue } ?? stages.count
    if index == stages.count { stages.append(Stage(name: stage.rawValue)) }
    open.append(index)
  }

  /// Ends the stage that was entered last.
  public func leave() {
    precondition(!open.isEmpty, "StageProfile: left a stage that was not entered")
    attribute()
    open.removeLast()
  }

  /// All since the beginning, seconds on the clock and of processors.
  public var whole: (wall: Double, cpu: Double) {
    let now = Moment()
    return ((now.wall - start.wall) / .seconds(1), now.cpu - start.cpu)
  }

  /// Takes over what a worker of the innermost stage counted.
  func takeCounts(of worker: StageProfile) {
    for index in worker.stages.indices {
      count(operations: worker.stages[index].operations)
      count(pooledBytes: worker.stages[index].pooledBytes)
      worker.stages[index].operations = 0
      worker.stages[index].pooledBytes = 0
    }
  }

  /// Counts floating-point operations of the innermost stage.
  package func count(operations: Int) {
    if let stage = open.last { stages[stage].operations += operations }
  }

  /// Counts bytes that a pool asked of the system.
  func count(pooledBytes: Int) {
    if let stage = open.last { stages[stage].pooledBytes += pooledBytes }
  }

  /// Counts bytes of a file.
  public func count(fileBytes: Int) {
    if let stage = open.last { stages[stage].fileBytes += fileBytes }
  }

  /// What passed since it was last asked belongs to the innermost stage.
  private func attribute() {
    let now = Moment()
    if let stage = open.last {
      stages[stage].wall += (now.wall - since.wall) / .seconds(1)
      stages[stage].cpu += now.cpu - since.cpu
    }
    since = now
  }
}

extension StageProfile? {
  /// Does work, and measures it where somebody asked for that.
  public func measure<Name: RawRepresentable<String>, Value>(
    _ stage: Name, _ work: () throws -> Value
  ) rethrows -> Value {
    if let self { try self.measure(stage, work) } else { try work() }
  }
}

/// Of all threads of this program, seconds.
package func processorSeconds() -> Double {
  var usage = rusage()
  #if os(Linux)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  #else
    getrusage(RUSAGE_SELF, &usage)
  #endif
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
