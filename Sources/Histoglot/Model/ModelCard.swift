import CellSections
import RobustAlignment

/// The text of a model's `README.md`: what it is, what it was made from, how good it was.
public struct ModelCard: Sendable {
  private var paragraphs: [String]

  /// The card of a pre-trained model.
  public init(pretrained model: TissueModel, run: PretrainingOptions, history: [EpochReport]) {
    paragraphs = [Self.head(model)]
    paragraphs.append(
      "## Data\n\n"
        + model.trainingSections.map { "- \($0)" }.joined(separator: "\n"))
    paragraphs.append(
      "## Pre-training\n\n\(Self.without(run.without.map(\.rawValue)))Seed \(run.seed), \(history.count.of("epoch")), learning rate \(run.rate), windows of up to \(run.windowCells.of("cell")). Losses are in nats a gene, the divergence in nats a cell."
    )
    if let last = history.last {
      let losses = last.validation ?? last.training
      paragraphs.append(
        """
        | | last epoch |
        |---|---|
        | loss of hidden counts | \(rounded(losses.hidden)) |
        | loss of all counts | \(rounded(losses.all)) |
        | divergence | \(rounded(losses.divergence)) |
        | components in use | \(rounded(last.componentsInUse)) of \(model.configuration.components) |
        """)
    }
  }

  /// The card of a fine-tuned model.
  public init(finetuned model: TissueModel, options: FinetuningOptions, data: [String]) {
    paragraphs = [Self.head(model)]
    paragraphs.append(
      "## Data\n\n\(Self.without(options.without.map(\.rawValue)))Pre-trained on: \(model.trainingSections.isEmpty ? "nothing" : model.trainingSections.joined(separator: ", ")). Labels from: \(data.joined(separator: ", ")). Seed \(options.seed)."
    )
    var table =
      "| label | categories | validation cells | accuracy | macro-F1 | ECE |\n|---|---|---|---|---|---|"
    for task in model.tasks {
      let scores = task.validation
      table +=
        "\n| \(task.key) | \(task.categories.count) | \(scores?.cells ?? 0) | \(rounded(scores?.accuracy ?? .nan)) | \(rounded(scores?.macroF1 ?? .nan)) | \(rounded(scores?.calibrationError ?? .nan)) |"
    }
    paragraphs.append(
      "## Labels\n\nScores on tissue kept apart from training, whole sections or contiguous blocks.\n\n"
        + table)
    let reasons = model.tasks.map { "- \($0.key): \($0.reason)" }
    paragraphs.append("Experts and their weights:\n\n" + reasons.joined(separator: "\n"))
  }

  /// The card of a model whose cells were aligned with texts.
  public init(
    aligned model: TissueModel, options: AlignmentOptions, data: [String], reliability: [Double]
  ) {
    paragraphs = [Self.head(model)]
    guard let alignment = model.alignment else { return }
    paragraphs.append(
      "## Alignment\n\nCells of \(data.joined(separator: ", ")) with the labels of `\(alignment.key)` in words; reliability: \(options.reliability.rawValue), negatives: \(options.negatives.rawValue), \(options.towers.of("tower")) of cells\(alignment.regression == nil ? "" : " and a regression beside them"), \(options.epochs.of("epoch")), seed \(options.seed)."
    )
    var table = "| label | text | mean reliability |\n|---|---|---|"
    for (text, mean) in zip(alignment.texts, reliability) {
      table += "\n| \(text.label) | \(text.text) | \(rounded(mean)) |"
    }
    paragraphs.append(table)
  }

  /// A sentence on what was left out, empty where nothing was.
  private static func without(_ parts: [String]) -> String {
    parts.isEmpty ? "" : "Without \(parts.joined(separator: ", ")). "
  }

  private static func head(_ model: TissueModel) -> String {
    """
    # A Histoglot model

    Preset `\(model.configuration.preset.rawValue)`, \(model.parameterCount) parameters, \
    \(model.vocabulary.genes.count.of("gene"))\(model.vocabulary.species.map { " of \($0.name)" } ?? ""), \
    written by Histoglot \(histoglotVersion).
    """
  }

  /// The whole text.
  public var text: String { paragraphs.joined(separator: "\n\n") + "\n" }
}

private func rounded(_ value: Double) -> String {
  value.isFinite ? String((value * 1000).rounded() / 1000) : "–"
}
