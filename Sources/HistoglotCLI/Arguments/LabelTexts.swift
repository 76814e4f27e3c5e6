import CellSections

/// What is said of labels: by a table of the user's, else the label's own words.
struct LabelTexts {
  private var textOfLabel: [String: String] = [:]

  /// - Parameter path: a CSV with the columns `label` and `text`; nil for none.
  init(path: String?) throws {
    guard let path else { return }
    do {
      var table = try DelimitedTable(ByteChunks(file: path))
      guard let label = table.place("label"), let text = table.place("text") else {
        throw CommandError.noColumns(["label", "text"], path: path, has: table.columns)
      }
      while try table.next() { textOfLabel[table.row[label]] = table.row[text] }
    } catch let error as DelimitedTextError {
      throw CommandError.unreadableTable(path, why: "\(error)")
    }
  }

  func text(of label: String) -> String {
    textOfLabel[label] ?? label.map { "_/".contains($0) ? " " : String($0) }.joined()
  }
}
