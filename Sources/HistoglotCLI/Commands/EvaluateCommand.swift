import AnnDataFiles
import ArgumentParser
import CellSections
import Foundation
import Histoglot
import SectionAnalysis
import TissueMaps

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compares predictions with the truth: accuracy, macro-F1, per class, calibration.",
    discussion: """
      Example:
        histoglot evaluate annotated.h5ad --truth cell_type
        histoglot evaluate annotated.h5ad --truth region --clusters --json
        histoglot evaluate annotated.h5ad --truth cell_type --truth-file labelled.h5ad
      """)

  @Argument(help: "A file that `histoglot annotate` wrote.")
  var file: String

  @Option(help: "The obs key of the true labels.")
  var truth: String

  @Option(help: "Take the true labels from this file, by cell name.")
  var truthFile: String?

  @Option(help: "The obs key of the predictions (default: histoglot_label_KEY or histoglot_label).")
  var prediction: String?

  @Flag(help: "Also cluster the embedding by k-means, k as in the truth, and give ARI and NMI.")
  var clusters = false

  @Option(help: "Draw the confusion matrix as PNG.")
  var confusion: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    if let confusion { try requireWritable(confusion) }
    let scores = try Evaluation(
      path: file, truthKey: truth, truthPath: truthFile, predictionKey: prediction,
      clusters: clusters)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(scores), as: UTF8.self))
    } else {
      print(scores.text)
    }
    if let confusion {
      let chart = ConfusionChart(
        title: "\(truth): truth and prediction", classes: scores.categories,
        counts: scores.confusionCounts)
      try chart.render().write(to: confusion)
    }
  }
}
