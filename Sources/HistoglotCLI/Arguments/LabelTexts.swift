import CellKnowledge
import CellSections

/// What is said of labels: by a table of the user's, else what is known of them, else the label's own words.
struct LabelTexts {
  private var textOfLabel: [String: String] = [:]
  private let knowledge: KnowledgeStore
  /// Without places and marker lists: the encoder takes the first for what a cell is, and the second for noise.
  private static let said = ParagraphOptions(
    includesPlaces: false, includesMarkers: false, includesSynonyms: false)

  /// - Parameters:
  ///   - path: a CSV with the columns `label` and `text`; nil for none.
  ///   - knowledge: where labels are looked up.
  init(path: String?, knowledge: KnowledgeStore) throws {
    self.knowledge = knowledge
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

  /// The text of each label: its own words, which tell it from its siblings, and what it is.
  func texts(of labels: [String]) -> [(text: String, isKnown: Bool)] {
    zip(labels, knowledge.resolve(labels)).map { label, resolution in
      if let given = textOfLabel[label] { return (given, true) }
      let words = label.map { "_/".contains($0) ? " " : String($0) }.joined()
      guard case .cell(let term) = resolution.meaning else { return (words, false) }
      return ("\(words). \(knowledge.paragraph(for: term, options: Self.said).text)", true)
    }
  }

  /// What a region's label is called.
  func regionName(of label: String) -> String {
    if let given = textOfLabel[label] { return given }
    guard case .region(let region) = knowledge.resolveRegion(label).meaning else { return label }
    return region.name
  }
}
