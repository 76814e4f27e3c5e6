import AnnDataFiles
import Autodiff
import CellSections
import Foundation
import SectionAnalysis

/// How predictions in a file compare with the truth.
struct Evaluation: Encodable {
  struct ClassRow: Encodable {
    var category: String
    var precision: Double
    var recall: Double
    var f1: Double
    var cells: Int
  }

  var truth: String
  var prediction: String
  var cells: Int
  var unlabelled: Int
  var unknown: Int
  var accuracy: Double
  var accuracyOfAnswered: Double?
  var macroF1: Double
  var expectedCalibrationError: Double?
  var adjustedRandIndex: Double?
  var normalizedMutualInformation: Double?
  var classes: [ClassRow]
  let categories: [String]
  let confusionCounts: [[Int]]
  /// Of each category, cells that are `Unknown` or without a prediction.
  let unansweredCounts: [Int]

  private enum CodingKeys: String, CodingKey {
    case truth, prediction, cells, unlabelled, unknown, accuracy
    case accuracyOfAnswered = "accuracy_of_answered"
    case macroF1 = "macro_f1"
    case expectedCalibrationError = "ece"
    case adjustedRandIndex = "ari"
    case normalizedMutualInformation = "nmi"
    case classes
  }

  init(
    path: String, truthKey: String, truthPath: String?, predictionKey: String?, clusters: Bool
  ) throws {
    let file = try AnnDataFile(path: path)
    let columns = try file.columnNames(of: .obs)
    let found =
      predictionKey
      ?? ["histoglot_label_\(truthKey)", "histoglot_label"].first { columns.contains($0) }
    guard let found, columns.contains(found) else {
      throw CommandError.notAnnotated(key: truthKey, path: path)
    }
    let truthColumn = try Self.truth(truthKey, truthPath, file)
    let predicted = try Self.labels(found, file)
    let comparison = LabelComparison(truth: truthColumn, predicted: predicted)
    let report = try ClassificationReport(comparison)
    truth = truthKey
    prediction = found
    cells = report.labelledCells
    unlabelled = report.unlabelledCells
    unknown = report.unknownCells
    accuracy = report.accuracy
    accuracyOfAnswered = report.accuracyOfAnswered
    macroF1 = report.macroF1
    categories = comparison.categories
    classes = report.classes.filter { $0.support > 0 }.map { row in
      ClassRow(
        category: comparison.categories[row.code], precision: row.precision, recall: row.recall,
        f1: row.f1, cells: row.support)
    }
    confusionCounts = comparison.categories.indices.map { row in
      comparison.categories.indices.map { report.confusion[row, $0] }
    }
    unansweredCounts = comparison.categories.indices.map { report.confusion.unknown(of: $0) }
    let confidenceKey = found.replacingOccurrences(of: "_label", with: "_confidence")
    if found.hasPrefix("histoglot_label"), columns.contains(confidenceKey) {
      try addCalibration(found, comparison, file)
    }
    if clusters { try addClusters(truthColumn, file, path) }
  }

  /// Over all labelled cells, `Unknown` or not, by the best category's probability.
  private mutating func addCalibration(
    _ key: String, _ comparison: LabelComparison, _ file: AnnDataFile
  ) throws {
    let name = key.replacingOccurrences(of: "_label", with: "_probabilities")
    guard case .dataframe(let table)? = try file.element(name, in: .obsm) else { return }
    let columns = table.columns.map { column in column.values.numbers ?? [] }
    let codes = table.columns.map { column in
      comparison.categories.firstIndex(of: column.name).map(Int32.init) ?? -2
    }
    var confidence: [Double] = []
    var isRight: [Bool] = []
    guard columns.allSatisfy({ $0.count == comparison.truth.count }) else { return }
    for cell in comparison.truth.indices where comparison.truth[cell] >= 0 {
      guard let best = columns.indices.max(by: { columns[$0][cell] < columns[$1][cell] }) else {
        continue
      }
      confidence.append(columns[best][cell])
      isRight.append(codes[best] == comparison.truth[cell])
    }
    guard !confidence.isEmpty else { return }
    expectedCalibrationError =
      try CalibrationReport(confidence: confidence, isRight: isRight).expectedError
  }

  /// k-means with fixed seeds on the embedding; k is the number of true categories.
  private mutating func addClusters(
    _ truth: LabelColumn, _ file: AnnDataFile, _ path: String
  ) throws {
    guard let embedding = try file.embedding("X_histoglot") else {
      throw CommandError.nothingToCompare(
        "\(path): no obsm['X_histoglot'] to cluster; make it with `histoglot embed`")
    }
    let features = FeatureMatrix(
      rowCount: embedding.rowCount, columnCount: embedding.columnCount, values: embedding.values)
    let labelled = truth.codes.indices.filter { truth.codes[$0] >= 0 }
    let k = Set(labelled.map { truth.codes[$0] }).count
    var generator = SeededGenerator(seed: 0)
    let clusters = try KMeans(
      features.selectingRows(labelled), groupCount: k, restarts: 10, using: &generator)
    let agreement = try ClusterAgreement(labelled.map { truth.codes[$0] }, clusters.codes)
    adjustedRandIndex = agreement.adjustedRand
    normalizedMutualInformation = agreement.normalizedMutualInformation
  }

  private static func truth(
    _ key: String, _ path: String?, _ file: AnnDataFile
  ) throws -> LabelColumn {
    guard let path else { return try labels(key, file) }
    let other = try AnnDataFile(path: path)
    let column = try labels(key, other)
    var rows: [String: Int] = [:]
    for (row, name) in try other.rowNames(of: .obs).enumerated() { rows[name] = row }
    let names = try file.rowNames(of: .obs)
    let codes = names.map { name in rows[name].map { column.codes[$0] } ?? -1 }
    if !codes.contains(where: { $0 >= 0 }) {
      throw CommandError.nothingToCompare(
        "\(path): none of its cells is in \(file.path); give the file whose obs_names are the same")
    }
    return LabelColumn(name: key, categories: column.categories, codes: codes)
  }

  static func labels(_ key: String, _ file: AnnDataFile) throws -> LabelColumn {
    guard let column = try file.column(key, of: .obs) else {
      throw CommandError.noKey(
        key, path: file.path, has: try file.columnNames(of: .obs))
    }
    if case .categorical(let values) = column {
      return LabelColumn(name: key, categories: values.categoryNames, codes: values.codes)
    }
    let texts = column.texts
    let names = Set(texts.compactMap { $0 }).sorted()
    var codes: [String: Int32] = [:]
    for (code, name) in names.enumerated() { codes[name] = Int32(code) }
    return LabelColumn(
      name: key, categories: names, codes: texts.map { $0.flatMap { codes[$0] } ?? -1 })
  }

  var text: String {
    var lines = [
      "\(prediction) against \(truth), \(cells.of("cell")) (\(unknown) Unknown, \(unlabelled) without truth)",
      "accuracy   \(accuracy.digits(4))",
    ]
    if let accuracyOfAnswered, unknown > 0 {
      lines.append("  of those answered \(accuracyOfAnswered.digits(4))")
    }
    lines.append("macro-F1   \(macroF1.digits(4))")
    if let expectedCalibrationError {
      lines.append("ECE        \(expectedCalibrationError.digits(4))")
    }
    if let adjustedRandIndex, let normalizedMutualInformation {
      lines.append(
        "clusters   ARI \(adjustedRandIndex.digits(4)), NMI \(normalizedMutualInformation.digits(4))"
      )
    }
    let width = max(8, classes.map(\.category.count).max() ?? 8)
    func padded(_ text: String) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    lines.append("\n\(padded("category"))  precision  recall  F1      cells")
    for row in classes {
      lines.append(
        "\(padded(row.category))  \(row.precision.digits(3))      \(row.recall.digits(3))   \(row.f1.digits(3))   \(row.cells)"
      )
    }
    return lines.joined(separator: "\n")
  }
}
