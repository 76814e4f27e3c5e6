import Autodiff
import Foundation

/// A profile as lines of text: a line for each stage, for what belongs to none, and for the whole.
struct ProfileTable {
  let lines: [String]

  init(_ profile: StageProfile) {
    let whole = profile.whole
    var rest = StageProfile.Stage(name: "rest")
    rest.wall = whole.wall - profile.stages.reduce(0) { $0 + $1.wall }
    rest.cpu = whole.cpu - profile.stages.reduce(0) { $0 + $1.cpu }
    var all = StageProfile.Stage(name: "whole")
    all.wall = whole.wall
    all.cpu = whole.cpu
    all.operations = profile.stages.reduce(0) { $0 + $1.operations }
    all.pooledBytes = profile.stages.reduce(0) { $0 + $1.pooledBytes }
    let rows = (profile.stages + [rest, all]).map { Self.cells($0, of: whole.wall) }
    let head = ["stage", "wall s", "CPU s", "share", "GFLOP/s", "GB/s", "MB pooled"]
    let widths = head.indices.map { column in
      ([head] + rows).map { $0[column].count }.max() ?? 0
    }
    lines = ([head] + rows).map { row in
      let first = row[0].padding(toLength: widths[0], withPad: " ", startingAt: 0)
      let others = row.indices.dropFirst().map { column in
        String(repeating: " ", count: widths[column] - row[column].count) + row[column]
      }
      return ([first] + others).joined(separator: "  ")
    }
  }

  private static func cells(_ stage: StageProfile.Stage, of whole: Double) -> [String] {
    func rate(_ amount: Int, _ digits: Int) -> String {
      amount > 0 && stage.wall > 0 ? (Double(amount) / stage.wall / 1e9).digits(digits) : "-"
    }
    return [
      stage.name, stage.wall.digits(3), stage.cpu.digits(3),
      "\((100 * stage.wall / max(whole, 1e-9)).digits(1)) %", rate(stage.operations, 1),
      rate(stage.fileBytes, 2),
      stage.pooledBytes > 0 ? (Double(stage.pooledBytes) / 1e6).digits(1) : "-",
    ]
  }
}

extension ProgressLog {
  /// Tells what stages took, where that was asked for.
  func say(_ profile: StageProfile?) {
    guard let profile else { return }
    for line in ProfileTable(profile).lines { say(line) }
  }
}
