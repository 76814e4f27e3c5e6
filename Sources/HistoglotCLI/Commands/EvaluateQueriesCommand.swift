import AnnDataFiles
import ArgumentParser
import CellSections
import Foundation
import Histoglot
import SectionAnalysis

struct EvaluateQueriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate-queries",
    abstract: "Compares where queries fit with labelled regions: AUROC and average precision.",
    discussion: """
      PHRASES is a table, tab- or comma-separated, with the columns phrase and region, and where wanted kind. \
      Each phrase is asked, and its scores are compared with the cells whose label is that region. Means are \
      over regions (of each region over its phrases), for each kind.

      Example:
        histoglot evaluate-queries tools/queries/osmfish-regions.tsv section.h5ad \\
          --truth region --model aligned
      """)

  @Argument(help: "The table of phrases.")
  var phrases: String

  @Argument(help: "An .h5ad file with labelled regions.")
  var section: String

  @Option(help: "The obs key of the true regions.")
  var truth: String

  @Flag(help: "Print how each phrase was understood.")
  var interpretations = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var asking: QueryArguments

  private struct Phrase {
    var kind: String
    var text: String
    var region: String
  }

  struct Score: Encodable {
    var kind: String
    var phrase: String
    var region: String
    var cells: Int
    var areaUnderROC: Double
    var averagePrecision: Double
    var understoodAs: String
  }

  struct Mean: Encodable {
    var kind: String
    var phrases: Int
    var regions: Int
    var areaUnderROC: Double
    var averagePrecision: Double
  }

  private struct Report: Encodable {
    var types: String
    var means: [Mean]
    var scores: [Score]
  }

  func run() throws {
    let asked = try readPhrases()
    let session = try QuerySession(section, asking, options: asking.options, labels: [truth])
    let sections = session.input.sections
    let labels = try sections.flatMap { section -> [String?] in
      guard let column = section.label(truth) else {
        throw CommandError.noKey(truth, path: self.section, has: section.labels.map(\.name))
      }
      return (0..<section.cellCount).map { column[$0] }
    }
    let scores = try asked.map { try score($0, session.query, labels) }
    let report = Report(types: session.types.sentence, means: Self.means(scores), scores: scores)
    if json {
      print(try readableJSON(report))
    } else {
      print(text(report))
    }
  }

  private func readPhrases() throws -> [Phrase] {
    do {
      let separator: Character = phrases.hasSuffix(".csv") ? "," : "\t"
      var table = try DelimitedTable(ByteChunks(file: phrases), separator: separator)
      guard let text = table.place("phrase"), let region = table.place("region") else {
        throw CommandError.noColumns(["phrase", "region"], path: phrases, has: table.columns)
      }
      let kind = table.place("kind")
      var found: [Phrase] = []
      while try table.next() {
        found.append(
          Phrase(
            kind: kind.map { table.row[$0] } ?? "phrase", text: table.row[text],
            region: table.row[region]))
      }
      return found
    } catch let error as DelimitedTextError {
      throw CommandError.unreadableTable(phrases, why: "\(error)")
    }
  }

  /// A query without an answer ranks all cells alike.
  private func score(
    _ phrase: Phrase, _ query: TissueQuery, _ labels: [String?]
  ) throws -> Score {
    let isPositive = labels.map { $0 == phrase.region }
    let cells = isPositive.count { $0 }
    let interpretation = try query.interpret(phrase.text)
    let found = try query.scores(interpretation).map { $0.flatMap { $0 } }
    let scores = found ?? [Double](repeating: 0, count: labels.count)
    guard let area = areaUnderROC(scores: scores, isPositive: isPositive),
      let precision = averagePrecision(scores: scores, isPositive: isPositive)
    else {
      let names = Set(labels.compactMap { $0 }).sorted()
      throw CommandError.noRegion(phrase.region, key: truth, has: names)
    }
    return Score(
      kind: phrase.kind, phrase: phrase.text, region: phrase.region, cells: cells,
      areaUnderROC: area, averagePrecision: precision,
      understoodAs: interpretation.terms.map(\.description).joined(separator: " AND "))
  }

  private static func means(_ scores: [Score]) -> [Mean] {
    var kinds: [String] = []
    for score in scores where !kinds.contains(score.kind) { kinds.append(score.kind) }
    return kinds.map { kind in
      let own = scores.filter { $0.kind == kind }
      let regions = Set(own.map(\.region)).sorted()
      func mean(_ value: (Score) -> Double) -> Double {
        let ofRegions = regions.map { region in
          let values = own.filter { $0.region == region }.map(value)
          return values.reduce(0, +) / Double(values.count)
        }
        return ofRegions.reduce(0, +) / Double(max(1, ofRegions.count))
      }
      return Mean(
        kind: kind, phrases: own.count, regions: regions.count,
        areaUnderROC: mean(\.areaUnderROC), averagePrecision: mean(\.averagePrecision))
    }
  }

  private func text(_ report: Report) -> String {
    var lines = [report.types, "AUROC  AP     cells  region: phrase"]
    for score in report.scores {
      let cells = String(score.cells)
      lines.append(
        "\(score.areaUnderROC.digits(3))  \(score.averagePrecision.digits(3))  \(cells)\(String(repeating: " ", count: max(0, 5 - cells.count)))  \(score.region): \(score.phrase)"
      )
      if interpretations { lines.append("                     \(score.understoodAs)") }
    }
    for mean in report.means {
      lines.append(
        "\(mean.areaUnderROC.digits(3))  \(mean.averagePrecision.digits(3))  mean over \(mean.regions.of("region")), \(mean.phrases) of kind '\(mean.kind)'"
      )
    }
    return lines.joined(separator: "\n")
  }
}
