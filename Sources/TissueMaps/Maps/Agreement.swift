import CellSections

/// Which cells a prediction calls by their true names.
struct Agreement {
  private var right: [Int] = []
  private var wrong: [Int] = []
  private var unanswered: [Int] = []
  private var incomparable: [Int] = []

  /// The name under which a prediction abstains.
  private static let abstention = "Unknown"

  init(_ truth: LabelColumn, _ prediction: LabelColumn) {
    for cell in truth.codes.indices {
      if let expected = truth[cell], let found = prediction[cell] {
        if expected == found {
          right.append(cell)
        } else if found == Self.abstention {
          unanswered.append(cell)
        } else {
          wrong.append(cell)
        }
      } else {
        incomparable.append(cell)
      }
    }
  }

  /// What is wrong on top, in a strong color; what is right stands back.
  func groups(_ theme: Theme) -> [(cells: [Int], color: Color)] {
    [
      (incomparable, theme.missing), (right, theme.right), (unanswered, theme.unanswered),
      (wrong, theme.alarm),
    ]
  }

  /// Cells of both, for counting only.
  static func + (left: Agreement, right: Agreement) -> Agreement {
    var sum = left
    sum.right += right.right
    sum.wrong += right.wrong
    sum.unanswered += right.unanswered
    sum.incomparable += right.incomparable
    return sum
  }

  /// Right, wrong and unanswered with their numbers and shares.
  func legend(_ theme: Theme) -> CategoryLegend {
    let compared = right.count + wrong.count + unanswered.count
    func entry(_ name: String, _ color: Color, _ count: Int) -> CategoryLegend.Entry {
      let share = compared == 0 ? 0 : Double(count) / Double(compared) * 100
      return CategoryLegend.Entry(
        name: name, color: color,
        counts: [Numerals.grouped(count), Numerals.text(share, step: 0.1) + " %"])
    }
    var entries = [
      entry("right", theme.right, right.count), entry("wrong", theme.alarm, wrong.count),
    ]
    if !unanswered.isEmpty {
      entries.append(entry(Self.abstention, theme.unanswered, unanswered.count))
    }
    if !incomparable.isEmpty {
      entries.append(
        CategoryLegend.Entry(
          name: "missing", color: theme.missing,
          counts: [Numerals.grouped(incomparable.count), ""]))
    }
    return CategoryLegend(title: "prediction", entries: entries)
  }
}
