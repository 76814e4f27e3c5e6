import CellSections
import SectionAnalysis

extension RetrievalEvaluation: Encodable {
  private struct Row: Encodable {
    var k: Int
    var recall: Double
    var sd: Double?
    var chance: Double
    var most: Double

    init(_ recall: RetrievalReport.Recall) {
      k = recall.cutoff
      self.recall = recall.recall
      sd = recall.deviation
      chance = recall.chance
      most = recall.most
    }
  }

  private enum CodingKeys: String, CodingKey {
    case truth, texts, labels, cells, unlabelled, seed, pools, strict
    case withoutText = "without_text"
    case seen = "seen_in_alignment"
    case poolSize = "pool"
    case byLabel = "by_label"
  }

  private enum Direction: String, CodingKey {
    case cellToText = "cell_to_text"
    case cellToTextOfLabels = "cell_to_text_mean_of_labels"
    case textToCell = "text_to_cell"
  }

  func encode(to encoder: any Encoder) throws {
    var all = encoder.container(keyedBy: CodingKeys.self)
    try all.encode(truth, forKey: .truth)
    try all.encode(texts, forKey: .texts)
    try all.encode(labels, forKey: .labels)
    try all.encode(cells, forKey: .cells)
    try all.encode(unlabelled, forKey: .unlabelled)
    try all.encode(withoutText, forKey: .withoutText)
    try all.encode(seen, forKey: .seen)
    try all.encode(seed, forKey: .seed)
    try all.encode(report.poolSize, forKey: .poolSize)
    try all.encode(report.poolCount, forKey: .pools)
    var strict = all.nestedContainer(keyedBy: Direction.self, forKey: .strict)
    try strict.encode(report.ownText.map(Row.init), forKey: .cellToText)
    try strict.encode(report.ownCell.map(Row.init), forKey: .textToCell)
    var byLabel = all.nestedContainer(keyedBy: Direction.self, forKey: .byLabel)
    try byLabel.encode(report.labelText.map(Row.init), forKey: .cellToText)
    try byLabel.encode(report.labelTextOfLabels.map(Row.init), forKey: .cellToTextOfLabels)
    try byLabel.encode(report.labelCell.map(Row.init), forKey: .textToCell)
  }

  /// What a person reads.
  var text: String {
    let pools =
      report.poolCount == 1
      ? "one pool of all" : "\(report.poolCount) pools of \(report.poolSize), seed \(seed)"
    var lines = [
      "\(cells.of("cell")) of \(labels.of("label")) by '\(truth)', \(unlabelled) without a label; \(texts.of("text")); \(pools)",
      Self.line("by label", report.labelText.map { "R@\($0.cutoff)" }),
      Self.scores("cell → its label's text", report.labelText),
      Self.scores("  mean over labels", report.labelTextOfLabels),
      Self.chance(report.labelText),
      Self.scores("text → a cell of its label", report.labelCell),
      Self.chance(report.labelCell),
      "strictly, the very pair",
    ]
    let strict = [("cell → its text", report.ownText), ("text → its cell", report.ownCell)]
    for (name, recalls) in strict {
      lines.append(Self.scores(name, recalls))
      lines.append(Self.chance(recalls))
    }
    lines.append(
      Self.line("most that shared texts allow", report.ownText.map { $0.most.digits(3) }))
    return lines.joined(separator: "\n")
  }

  private static func scores(_ name: String, _ recalls: [RetrievalReport.Recall]) -> String {
    line(
      name,
      recalls.map { recall in
        recall.recall.digits(3) + (recall.deviation.map { " ± \($0.digits(3))" } ?? "")
      })
  }

  private static func chance(_ recalls: [RetrievalReport.Recall]) -> String {
    line("  chance", recalls.map { $0.chance.digits(3) })
  }

  private static func line(_ name: String, _ values: [String]) -> String {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let columns = values.dropLast().map { padded($0, 15) } + values.suffix(1)
    return padded(name, 30) + columns.joined()
  }
}
