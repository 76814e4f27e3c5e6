import Foundation

/// How files are called that are being written beside their target: `.TARGET.MACHINE.PROCESS.NUMBER.partial`, so that
/// it can be told whether anybody still writes them.
struct PartialNames {
  private let prefix: String
  private static let suffix = ".partial"

  /// - Parameter target: the target's name, without its folder.
  init(target: String) {
    // Processes of another machine, which share a folder with this one, are not known here.
    let machine = ProcessInfo.processInfo.hostName.filter {
      $0.isLetter || $0.isNumber || $0 == "-"
    }
    prefix = ".\(target.prefix(100)).\(machine.prefix(32))."
  }

  /// The name of one of this process's files.
  func name(_ number: Int) -> String { "\(prefix)\(getpid()).\(number)\(Self.suffix)" }

  /// Those that a process of this machine wrote that is no more, killed or crashed.
  func stale(among names: [String]) -> [String] {
    names.filter { name in
      guard name.hasPrefix(prefix), name.hasSuffix(Self.suffix) else { return false }
      let parts = name.dropFirst(prefix.count).dropLast(Self.suffix.count).split(separator: ".")
      guard parts.count == 2, let process = pid_t(parts[0]), process > 0, Int(parts[1]) != nil
      else { return false }
      return kill(process, 0) != 0 && errno == ESRCH
    }
  }
}
