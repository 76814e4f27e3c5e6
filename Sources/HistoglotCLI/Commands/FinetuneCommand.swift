import ArgumentParser
import CellSections
import Foundation
import Histoglot
import TissueMaps

struct FinetuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finetune",
    abstract: "Teaches a model labels: cell types, regions, layers, niches, any obs key.",
    discussion: """
      Validation is on whole sections where there are several, else on contiguous blocks of tissue; it \
      chooses the number of epochs, the smoothing over neighbours, and what makes confidence calibrated.

      Example:
        histoglot finetune labelled.h5ad --model pretrained --label cell_type \\
          --label region -o model
        histoglot finetune labelled.h5ad --model pretrained --label region \\
          --without context -o own-expression-alone
      """)

  @Argument(help: "Labelled sections: .h5ad files, Xenium folders or Visium folders.")
  var sections: [String]

  @Option(help: "The model to start from.")
  var model: String

  @Option(help: "An obs key to learn; may be given several times.")
  var label: [String]

  @Option(name: [.short, .long], help: "The model folder to write.")
  var output: String

  @Option(help: "Learn from these sections only; may be given several times.")
  var only: [String] = []

  @Option(
    help: "A category that counts as no label, such as 'undetermined'; may be given several times.")
  var ignore: [String] = []

  @Option(help: "The most passes over all labelled cells.")
  var epochs: Int = FinetuningOptions().epochs

  @Option(help: "The seed; the same seed gives the same weights.")
  var seed: UInt64 = 0

  @Option(
    help:
      "Parts to leave out, commas between or one by one, to see what they are worth: \(FinetuningPart.allCases.map(\.rawValue).joined(separator: ", ")). Without context only experts on the cell's own expression remain; without pre-training the weights of --model are not used, only its shape and genes.",
    transform: parts(named:))
  var without: [[FinetuningPart]] = []

  @Flag(help: "Replace a model that is there.")
  var overwrite = false

  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    if label.isEmpty { throw ValidationError("Name at least one obs key with --label.") }
    if epochs < 1 { throw ValidationError("--epochs must be at least 1.") }
    do { try FinetuningPart.check(without.flatMap(\.self)) } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    let log = ProgressLog()
    let interruption = Interruption()
    warnOfSlowLinearAlgebra(log)
    let folder = URL(fileURLWithPath: output)
    let base = try ModelFolder(URL(fileURLWithPath: model)).read()
    try requireFree(modelFolder: folder, overwriting: overwrite)
    let inputs = try SectionInput.read(
      sections, reading.options(labels: label, threads: threading.count), log: log)
    let all = try inputs.flatMap(\.sections).keeping(only)
    try requireDifferent(all)
    var tasks = try labelTasks(keys: label, sections: all, ignored: Set(ignore))
    let table = try reading.table()
    let vocabulary = try SectionInput.naming(inputs) {
      try base.vocabulary.extended(with: all, table: table)
    }
    let labelled = try SectionInput.naming(inputs) {
      try all.map { section in
        let prepared = try PreparedSection(
          section, vocabulary: vocabulary, table: table,
          neighbours: base.configuration.encoder.neighbours, threads: threading.count)
        log.say("\(prepared.genes)")
        return try LabelledSection(prepared, labels: section.labels, tasks: tasks)
      }
    }
    // Whatever the model labels later wears these colors, so that maps of one model can stand side by side.
    for index in tasks.indices where tasks[index].colors == nil {
      tasks[index].colors = colors(of: tasks[index], at: index, all, labelled)
    }
    var options = FinetuningOptions(seed: seed)
    options.epochs = epochs
    options.without = without.flatMap(\.self)
    let finetuning = Finetuning(base, options: options, threads: threading.count)
    let started = Date()
    let result = try finetuning(
      labelled, tasks: tasks, vocabulary: vocabulary,
      shouldStop: { interruption.isRequested }, report: { tell($0, log) })
    log.clearLine()
    let card = ModelCard(finetuned: result, options: options, data: all.map(\.name))
    try ModelFolder(folder).write(result, card: card.text)
    log.say(
      "\(output): model written after \(ProgressLog.duration(Date().timeIntervalSince(started)))")
    if interruption.isRequested {
      log.say(
        "stopped before all epochs: the model is whole, but learned less than it would have; run the command again with --overwrite"
      )
      Foundation.exit(Interruption.exitCode)
    }
  }

  /// The colors that a map of the training labels has.
  private func colors(
    of task: LabelTask, at index: Int, _ sections: [CellSection], _ labelled: [LabelledSection]
  ) -> [String] {
    let columns = labelled.map {
      LabelColumn(name: task.key, categories: task.categories, codes: $0.codes[index])
    }
    let panels = zip(sections, columns).compactMap {
      try? MapPanel(section: $0, coloring: .categories($1))
    }
    return hexColors(
      of: LabelColumn(name: task.key, categories: task.categories, codes: []),
      on: panels.isEmpty ? nil : TissueMap(title: task.key, panels: panels))
  }

  private func tell(_ event: Finetuning.Event, _ log: ProgressLog) {
    switch event {
    case .split(let text): log.say("validation: \(text)")
    case .preparing(let work): log.update(words(work))
    case .guessed(let task, let kind, let labelled):
      log.say(
        "\(task.key): \(labelled) cells are labelled, so those beside them are guessed by \(kind.rawValue), and guesses teach as well, less than labels ('guesses' among the parts of --without leaves them out)"
      )
    case .epoch(let epoch, let total, let isFinal, let loss, let scores):
      let judged = zip(label, scores ?? []).map { "\($0) \($1.accuracy.digits(3))" }
      let phase = isFinal ? "training on all cells" : "searching"
      log.update(
        "\(log.bar(Double(epoch) / Double(total)))\(phase), epoch \(epoch), loss \(loss.digits(3))\(judged.isEmpty ? "" : ", accuracy " + judged.joined(separator: ", "))"
      )
    case .chosen(let task, let epochs):
      log.say(
        task.validation == nil
          ? "\(task.key):"
          : "\(task.key): on cells kept apart, each expert alone and its weight in the mixture")
      for expert in task.experts {
        guard let scores = expert.validation else { continue }
        let scale = expert.scale == .section ? ", each section on its own scale" : ""
        log.say(
          "  \(expert.kind.rawValue)\(scale): \(words(scores)); weight \(expert.weight.digits(2))")
      }
      log.say("  chosen: \(task.reason)")
      guard let scores = task.validation else { return }
      log.say(
        "  together: \(words(scores)), ECE \(scores.calibrationError.digits(3)), on \(scores.cells.of("cell")); \(epochs.of("epoch")), \(task.smoothing.of("round")) of smoothing; \(task.threshold > 0 ? "Unknown below confidence \(task.threshold.digits(3))" : "no cell Unknown for low confidence, which so few cells cannot tell")\(task.novelty?.threshold.map { ", or above novelty \($0.digits(3))" } ?? "")"
      )
      if let novelty = task.novelty, novelty.threshold != nil {
        log.say(
          "  novelty: by \(novelty.surroundings == nil ? "the logits of \(novelty.kind.rawValue)" : "what surrounds cells")\(novelty.unlabelled == nil ? "" : ", and by what sets the cells without a label apart from those with one")"
        )
      }
    }
  }

  private func words(_ work: Finetuning.Preparation) -> String {
    switch work {
    case .linearExperts(let round, let guesses):
      "fitting regressions\(guesses ? " with guesses" : ""), try \(round)"
    case .scaleOfEncoder(let scale, let epoch):
      "networks try \(scale == .section ? "each section's own scale" : "one scale for all sections"), epoch \(epoch)"
    case .graphNetwork(let fold, let folds): "training graph networks, fold \(fold) of \(folds)"
    }
  }

  private func words(_ scores: ValidationScores) -> String {
    "accuracy \(scores.accuracy.digits(3)), macro-F1 \(scores.macroF1.digits(3))"
  }
}
