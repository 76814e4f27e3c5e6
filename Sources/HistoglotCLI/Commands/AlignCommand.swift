import ArgumentParser
import Autodiff
import CellSections
import Foundation
import Histoglot
import RobustAlignment
import TextEncoder

struct AlignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract: "Brings cells and texts into one space, although some labels may be wrong.",
    discussion: """
      Each label becomes a text; cells learn to lie near theirs, and regions of tissue near descriptions of \
      what they are made of. How far each cell's label is trusted is learned on the way (CRA); the cells \
      whose labels look wrong can be listed, which is worth having by itself. The model stays as it is, and \
      what it can do besides too.

      Example:
        histoglot align labelled.h5ad --model pretrained --label cell_type -o aligned
        histoglot align labelled.h5ad --model pretrained --label cell_type \\
          -o aligned --report-suspects suspects.csv
      """)

  @Argument(
    help:
      "Sections with labels in obs: .h5ad files; also folders of Xenium, Visium, MERSCOPE or CosMx, 10x matrices and CSV tables, where they hold labels."
  )
  var sections: [String]

  @Option(help: "The model to start from.")
  var model: String

  @Option(help: "The obs key whose labels are put into words.")
  var label: String

  @Option(help: "An obs key of regions, whose labels enter the descriptions of regions.")
  var regionKey: String?

  @Flag(help: "Align cells only: faster, and no text finds regions directly.")
  var noRegions = false

  @Option(
    help:
      "A CSV with the columns label and text: what to say of labels (default: what is known of them)."
  )
  var texts: String?

  @Option(name: [.short, .long], help: "The model folder to write.")
  var output: String

  @Option(
    help:
      "Write cells and how suspect their labels are to this CSV, the most suspect first: a ranking, no probabilities."
  )
  var reportSuspects: String?

  @Option(help: "Learn from these sections only; may be given several times.")
  var only: [String] = []

  @Option(
    help: "A category that counts as no label, such as 'undetermined'; may be given several times.")
  var ignore: [String] = []

  @Flag(help: "Replace a model that is there.")
  var overwrite = false

  @OptionGroup(title: "Objective") var objective: AlignmentArguments
  @OptionGroup var text: TextArguments
  @OptionGroup var knowledge: KnowledgeArguments
  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func run() throws {
    let log = ProgressLog()
    warnOfSlowLinearAlgebra(log)
    let folder = URL(fileURLWithPath: output)
    try requireFree(modelFolder: folder, overwriting: overwrite)
    if let reportSuspects { try requireWritable(reportSuspects, apartFrom: sections) }
    let encoder = try text.encoder()
    var aligned = try ModelFolder(URL(fileURLWithPath: model)).read()
    let keys = [label] + (regionKey.map { [$0] } ?? [])
    let inputs = try SectionInput.read(
      sections, reading.options(labels: keys, threads: threading.count), log: log)
    let all = try inputs.flatMap(\.sections).keeping(only)
    let task = try labelTasks(keys: [label], sections: all, ignored: Set(ignore))[0]
    let said = try LabelTexts(path: texts, knowledge: knowledge.store())
    let found = said.texts(of: task.categories)
    let texts = zip(task.categories, found).map { AlignedText(label: $0, text: $1.text) }
    let unknown = zip(task.categories, found).filter { !$1.isKnown }.map(\.0)
    if !unknown.isEmpty {
      log.say(
        "not known, taken by their own words: \(unknown.joined(separator: ", ")); say what they are with --texts"
      )
    }
    let labelled = try SectionInput.naming(inputs) {
      try all.map { section in
        let prepared = try PreparedSection(
          section, vocabulary: aligned.vocabulary, table: reading.table(),
          neighbours: aligned.configuration.encoder.neighbours, threads: threading.count)
        log.say("\(prepared.genes)")
        return try LabelledSection(prepared, labels: section.labels, tasks: [task])
      }
    }
    let workspace = Workspace<Float>(threads: threading.count)
    let started = Date()
    let result = try Alignment(aligned, options: objective.options, threads: threading.count)(
      labelled, task: task, texts: texts, alignsRegions: !noRegions,
      regionTexts: regionTexts(all, said),
      sentences: { (encoder.vectors(of: $0, in: workspace).elements, encoder.width) },
      report: { tell($0, log) })
    log.clearLine()
    for (text, reliability) in zip(texts, result.reliability) {
      log.say("  \(text.label): mean reliability \(reliability.digits(3))")
    }
    if let noise = result.noise {
      log.say(
        "  estimated of all labels: \((100 * noise.shuffled).digits(1)) % shuffled, \((100 * noise.swapped).digits(1)) % swapped for alike ones"
      )
    }
    aligned.alignment = result.alignment
    if let reportSuspects { try write(result.suspects, of: all, to: reportSuspects, log) }
    let card = ModelCard(
      aligned: aligned, options: objective.options, data: all.map(\.name),
      reliability: result.reliability)
    try ModelFolder(folder).write(aligned, card: card.text)
    log.say(
      "\(output): model written after \(ProgressLog.duration(Date().timeIntervalSince(started)))")
  }

  /// What is said of the region each cell lies in.
  private func regionTexts(_ sections: [CellSection], _ said: LabelTexts) -> [[String?]] {
    guard let regionKey else { return [] }
    return sections.map { section in
      guard let column = section.label(regionKey) else {
        return [String?](repeating: nil, count: section.cellCount)
      }
      let names = column.categories.map(said.regionName)
      return column.codes.map { $0 < 0 ? nil : names[Int($0)] }
    }
  }

  private func tell(_ event: Alignment.Event, _ log: ProgressLog) {
    switch event {
    case .cells(let epoch, let total, let loss, let reliability):
      let mean = reliability.reduce(0, +) / Double(max(1, reliability.count))
      log.update(
        "\(log.bar(Double(epoch) / Double(total)))cells, epoch \(epoch)/\(total), loss \(loss.digits(3)), mean reliability \(mean.digits(3))"
      )
    case .regions(let epoch, let total, let loss):
      log.update(
        "\(log.bar(Double(epoch) / Double(total)))regions, epoch \(epoch)/\(total), loss \(loss.digits(3))"
      )
    }
  }

  private func write(
    _ suspects: [SuspectLabel], of sections: [CellSection], to path: String, _ log: ProgressLog
  ) throws {
    var names: [String: [String]] = [:]
    for section in sections { names[section.name] = section.cellIDs }
    var lines = ["cell,section,label,suggested,suspicion,reliability"]
    for suspect in suspects {
      let cell = names[suspect.section]?[suspect.cell] ?? String(suspect.cell)
      let fields = [cell, suspect.section, suspect.given, suspect.suggested].map(csvField)
      lines.append(
        (fields + [suspect.suspicion.digits(4), suspect.reliability.digits(4)])
          .joined(separator: ","))
    }
    let text = lines.joined(separator: "\n") + "\n"
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandError.notWritten(path, why: error.localizedDescription)
    }
    let doubted = suspects.count { $0.isOutdone }
    log.say(
      "\(path): \(suspects.count.of("cell")), the most suspect first; \(doubted) look more like another label than like their own; suspicion ranks labels and is no probability, so look at them from the top"
    )
  }
}
