import AnnDataFiles
import Autodiff
import CellSections
import Foundation
import Histoglot
import SectionAnalysis

/// How well an aligned model finds texts by cells, and cells by texts.
struct RetrievalEvaluation {
  let truth: String
  /// Labels the model has texts for, and so candidates of a cell.
  let texts: Int
  /// Labels that cells of the file carry, of those.
  let labels: Int
  /// Cells that were asked about.
  let cells: Int
  let unlabelled: Int
  /// Cells whose label has no text, by label.
  let withoutText: [String: Int]
  /// Cells with the counts of one that the model was aligned on; nil where the model does not say.
  let seen: Int?
  let seed: UInt64
  let report: RetrievalReport

  /// - Parameter truthPath: where the labels are, by cell name; nil for the file itself.
  init(
    path: String, truthKey: String, truthPath: String?, _ arguments: RetrievalArguments,
    reading: SectionArguments, threads: Int, log: ProgressLog
  ) throws {
    let folder = arguments.model ?? ""
    let model = try ModelFolder(URL(fileURLWithPath: folder)).read()
    guard let alignment = model.alignment else { throw CommandError.notAligned(folder) }
    let keys = truthPath == nil ? [truthKey] : []
    let input = try SectionInput.read([path], reading.options(labels: keys), log: log)[0]
    let table = try reading.table()
    let prepared = try SectionInput.naming([input]) {
      try input.sections.map {
        try PreparedSection(
          $0, vocabulary: model.vocabulary, table: table,
          neighbours: model.configuration.encoder.neighbours, threads: threads)
      }
    }
    let labels = try Self.labels(truthKey, truthPath, of: input)
    let placeOfLabel = Dictionary(
      alignment.texts.enumerated().map { ($1.label, $0) }, uniquingKeysWith: { first, _ in first })
    let workspace = Workspace<Float>(threads: threads)
    var values: [Double] = []
    var textOfCell: [Int] = []
    var unlabelled = 0
    var withoutText: [String: Int] = [:]
    var seen = 0
    for (section, labels) in zip(prepared, labels) {
      let scores = alignment.similarities(section, in: workspace)
      let isSeen = alignment.seen?.contains(section)
      for (cell, label) in labels.enumerated() {
        guard let label else {
          unlabelled += 1
          continue
        }
        guard let text = placeOfLabel[label] else {
          withoutText[label, default: 0] += 1
          continue
        }
        textOfCell.append(text)
        values += scores[row: cell]
        if isSeen?[cell] == true { seen += 1 }
      }
    }
    guard !textOfCell.isEmpty else {
      throw CommandError.nothingToCompare(
        "\(truthPath ?? path): no cell has a '\(truthKey)' that '\(folder)' was aligned with; it knows \(alignment.texts.prefix(12).map { "'\($0.label)'" }.joined(separator: ", ")), name the obs key of those with --truth"
      )
    }
    truth = truthKey
    texts = alignment.texts.count
    self.labels = Set(textOfCell).count
    cells = textOfCell.count
    self.unlabelled = unlabelled
    self.withoutText = withoutText
    self.seen = alignment.seen == nil ? nil : seen
    seed = arguments.seed
    var generator = SeededGenerator(seed: arguments.seed)
    report = try RetrievalReport(
      CellTextScores(
        scores: FeatureMatrix(
          rowCount: textOfCell.count, columnCount: alignment.texts.count, values: values),
        textOfCell: textOfCell),
      poolSize: arguments.pool, poolCount: arguments.pools, using: &generator)
    warn(pool: arguments.pool, path: path, log)
  }

  /// The label of each cell of each section, nil where it has none.
  private static func labels(
    _ key: String, _ path: String?, of input: SectionInput
  ) throws -> [[String?]] {
    guard let path else {
      return try input.sections.map { section in
        guard let column = section.label(key) else {
          throw CommandError.noKey(key, path: input.path, has: section.labels.map(\.name))
        }
        return (0..<section.cellCount).map { column[$0] }
      }
    }
    let file = try AnnDataFile(path: path)
    let column = try Evaluation.labels(key, file)
    var labelOfCell: [String: String] = [:]
    for (row, name) in try file.rowNames(of: .obs).enumerated() { labelOfCell[name] = column[row] }
    return input.sections.map { $0.cellIDs.map { labelOfCell[$0] } }
  }

  /// Says what makes scores look better or worse than they are.
  private func warn(pool: Int, path: String, _ log: ProgressLog) {
    if let seen, seen > 0 {
      log.say(
        "warning: \(path): \(seen) of \(cells.of("cell")) \(seen == 1 ? "has" : "have") exactly the counts of cells the model was aligned on; if that is no coincidence of small counts, scores flatter it: evaluate cells that were held out"
      )
    } else if seen == nil {
      log.say(
        "note: the model does not say which cells it was aligned on; see to it that these are others"
      )
    }
    if report.poolSize < pool {
      log.say(
        "note: there \(cells == 1 ? "is" : "are") \(cells.of("cell")) for a pool of \(pool); all of them are the one pool"
      )
    }
    if labels == 1 {
      log.say(
        "note: all cells have one label, so strictly nothing tells them apart, and its text finds them always"
      )
    }
    if !withoutText.isEmpty {
      let names = withoutText.sorted { $0.key < $1.key }.map { "'\($0.key)' (\($0.value))" }
      log.say(
        "note: left out, for the model has no text for them: \(names.joined(separator: ", "))")
    }
  }
}
