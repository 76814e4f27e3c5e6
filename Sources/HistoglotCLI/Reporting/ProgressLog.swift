import Foundation

/// What a person is told while a command works, on stderr: a line that is drawn anew on a terminal, plain
/// lines elsewhere.
final class ProgressLog {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let isQuiet: Bool
  private var lineIsOpen = false
  private var lastDrawn = Date.distantPast
  private var lastPlain = Date.distantPast

  init(quiet: Bool = false) { isQuiet = quiet }

  /// A line that stays.
  func say(_ text: String) {
    if isQuiet { return }
    clearLine()
    write(text + "\n")
  }

  /// A line for each.
  func say(notes: [String]) {
    for note in notes { say("note: \(note)") }
  }

  /// A state that replaces the last one; elsewhere than on a terminal a line at most every ten seconds.
  func update(_ text: @autoclosure () -> String) {
    if isQuiet { return }
    let now = Date()
    if isTerminal {
      if now.timeIntervalSince(lastDrawn) < 0.1 { return }
      lastDrawn = now
      write("\r\u{1B}[K" + text())
      lineIsOpen = true
    } else {
      if now.timeIntervalSince(lastPlain) < 10 { return }
      lastPlain = now
      write(text() + "\n")
    }
  }

  /// Takes the changing line away.
  func clearLine() {
    if lineIsOpen { write("\r\u{1B}[K") }
    lineIsOpen = false
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// `[#####-----] ` on a terminal, where it grows; elsewhere `38 %, `.
  func bar(_ share: Double, width: Int = 24) -> String {
    let share = max(0, min(1, share))
    if !isTerminal { return "\(Int((share * 100).rounded(.down))) %, " }
    let full = Int((share * Double(width)).rounded())
    return "[" + String(repeating: "#", count: full)
      + String(repeating: "-", count: width - full) + "] "
  }

  /// `1 h 02 min`, `3 min 20 s`, `4 s`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "?" }
    let total = Int(seconds.rounded())
    if total >= 3600 { return "\(total / 3600) h \(padded(total % 3600 / 60)) min" }
    if total >= 60 { return "\(total / 60) min \(padded(total % 60)) s" }
    return "\(total) s"
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Double {
  /// With this many digits behind the point.
  func digits(_ count: Int) -> String { String(format: "%.\(count)f", self) }
}
