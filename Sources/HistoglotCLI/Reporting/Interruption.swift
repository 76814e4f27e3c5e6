import Dispatch
import Foundation
import Synchronization

/// Notices SIGINT and SIGTERM, so that a step can be finished and saved before the program ends.
///
/// A second signal ends the program at once.
final class Interruption {
  /// The exit code after an orderly stop (EX_TEMPFAIL: try again, here with --resume).
  static let exitCode: Int32 = 75

  private final class Counter: Sendable {
    let value = Atomic<Int>(0)
  }

  private let signals = Counter()
  private let sources: [any DispatchSourceSignal]

  init() {
    let queue = DispatchQueue(label: "histoglot.signals")
    let signals = signals
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if signals.value.add(1, ordering: .relaxed).newValue > 1 { _exit(Self.exitCode) }
      }
      source.resume()
      return source
    }
  }

  /// Whether a signal came.
  var isRequested: Bool { signals.value.load(ordering: .relaxed) > 0 }
}
