/// A record of a region in the built-in table.
enum RegionRecord {
  static let keys: Set<String> = [
    "region", "part of", "tissue", "synonyms", "abbreviations", "roman", "is", "cells",
  ]

  static func region(
    of record: TableRecord, _ reader: RecordReader
  ) throws(KnowledgeError) -> TissueRegion {
    guard let name = record.text("region"), let sentence = record.text("is") else {
      throw reader.error("a record without 'region' or 'is'", line: record.line)
    }
    var cells: [TissueRegion.CellPhrase] = []
    for text in record.list("cells") {
      let parts = text.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, let weight = Double(parts[0]), weight != 0, abs(weight) <= 1 else {
        throw reader.error("'\(text)' is no weight and cell type", line: record.line)
      }
      cells.append(TissueRegion.CellPhrase(phrase: String(parts[1]), weight: weight))
    }
    guard (1...5).contains(cells.count) else {
      throw reader.error("'\(name)' has \(cells.count) cell phrases", line: record.line)
    }
    return TissueRegion(
      name: name, partOf: record.text("part of"), tissues: try CellRecord.tissues(record, reader),
      synonyms: record.list("synonyms"), abbreviations: record.list("abbreviations"),
      romanNumerals: record.list("roman"), sentence: sentence, cells: cells)
  }
}
