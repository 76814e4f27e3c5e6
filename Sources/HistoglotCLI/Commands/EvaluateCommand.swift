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
      With --retrieval: how well a model of `histoglot align` finds texts by cells and cells by texts. R@k is \
      the share of queries with a right answer among the first k. By label: a cell ranks the texts of all the \
      model's labels, and right is its own label's; the text of each label in a pool ranks the pool's cells, \
      and right is any cell of the label. Strictly: a cell ranks the texts of all cells of a pool, each cell's \
      text ranks the pool's cells, and right is that very pair. Cells of one label share a text: equal scores \
      count as in random order, and the most that can then be reached is given, as chance is. The cells must \
      not be those the model was aligned on.

      Example:
        histoglot evaluate annotated.h5ad --truth cell_type
        histoglot evaluate annotated.h5ad --truth region --clusters --json
        histoglot evaluate annotated.h5ad --truth cell_type \\
          --truth-file labelled.h5ad
        histoglot evaluate held-out.h5ad --retrieval --model aligned --truth cell_type
      """)

  @Argument(help: "A file that `histoglot annotate` wrote; with --retrieval any sections.")
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

  @OptionGroup(title: "Retrieval") var retrieval: RetrievalArguments
  @OptionGroup(title: "Reading sections, with --retrieval") var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    if retrieval.retrieval, clusters || confusion != nil || prediction != nil {
      throw ValidationError(
        "--retrieval asks a model and no predictions: leave out --clusters, --confusion and --prediction."
      )
    }
  }

  func run() throws {
    if retrieval.retrieval {
      let scores = try RetrievalEvaluation(
        path: file, truthKey: truth, truthPath: truthFile, retrieval, reading: reading,
        threads: threading.count, log: ProgressLog())
      print(json ? try written(scores) : scores.text)
      return
    }
    if let confusion { try requireWritable(picture: confusion, apartFrom: [file]) }
    let scores = try Evaluation(
      path: file, truthKey: truth, truthPath: truthFile, predictionKey: prediction,
      clusters: clusters)
    print(json ? try written(scores) : scores.text)
    if let confusion {
      let chart = ConfusionChart(
        title: "\(truth): truth and prediction", classes: scores.categories,
        counts: scores.confusionCounts,
        unanswered: scores.unknown == 0
          ? nil
          : ConfusionChart.Unanswered(
            name: LabelComparison.unknownName, counts: scores.unansweredCounts))
      try chart.render().write(to: confusion)
      ProgressLog().say(notes: MissingCharacters.notes(on: [chart.title ?? ""] + chart.classes))
    }
  }

  private func written(_ scores: some Encodable) throws -> String {
    return try readableJSON(scores)
  }
}
