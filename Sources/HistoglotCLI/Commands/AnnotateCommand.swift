import AnnDataFiles
import ArgumentParser
import Autodiff
import CellSections
import Foundation
import Histoglot
import SectionAnalysis
import TissueMaps

struct AnnotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "annotate",
    abstract: "Labels the cells of a section, with confidence and an honest Unknown.",
    discussion: """
      Writes a copy of the input with obs columns histoglot_label, histoglot_confidence and histoglot_novelty \
      (with the label key behind the name where the model knows several), obsm X_histoglot and histoglot_probabilities, and \
      uns histoglot. Everything else comes out as it went in.

      Confidence tells which of the known categories a cell is, and novelty whether it is any of them: by how \
      many deviations it is less like the labelled cells of training than cells of known categories are on \
      average. A cell is Unknown if it lies below the least confidence or above the most novelty.

      With --types or --ontology-slim the labels are types that you name and that no model need have learned: \
      markers choose the first cells of each, and the section's own cells teach the rest. Other types that the \
      tissue may hold compete, and cells that they win are Unknown, unless --forced says that the types named \
      are all there are. Confidence is not calibrated then, there being no label to calibrate with. A model, where one \
      is given, adds its embedding and, if it was fine-tuned or aligned, the types it has learned; one that \
      was aligned with texts can look for types without markers by their names (--in-words). obs \
      histoglot_evidence then tells by how many deviations a cell and those like it hold more of the label's \
      markers than the average cell.

      Example:
        histoglot annotate section.h5ad --model model -o annotated.h5ad --map map.png
        histoglot annotate section.h5ad \\
          --types "microglia, astrocyte, endothelial cell" -o annotated.h5ad
        histoglot annotate section.h5ad --types types.csv -o annotated.h5ad
      """)

  @Argument(help: SectionArguments.inputs)
  var section: String

  @Option(help: "A model with labels, from `histoglot finetune`; any model beside --types.")
  var model: String?

  @Option(name: [.short, .long], help: "The .h5ad file to write.")
  var output: String

  @Option(help: "Also draw the labels as PNG; with several label keys, the first (see --map-key).")
  var map: String?

  @Option(help: "Which label key the map shows.")
  var mapKey: String?

  @Option(
    help:
      "Label cells below this confidence Unknown (default: what validation chose; 0 for --types)."
  )
  var minConfidence: Double?

  @Option(
    help:
      "Label cells above this novelty Unknown (default: what validation chose; not asked where --min-confidence is given alone)."
  )
  var maxNovelty: Double?

  @Option(help: "How many cells at a time pass the parts of the model that know no other cell.")
  var blockCells: Int = 4096

  @OptionGroup(title: "Types by name") var naming: TypeArguments
  @OptionGroup var text: TextArguments
  @OptionGroup var computing: PrecisionArguments
  @OptionGroup var profiling: ProfileArguments
  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    if let minConfidence, !(0...1).contains(minConfidence) {
      throw ValidationError("--min-confidence must lie between 0 and 1.")
    }
    if let maxNovelty {
      if maxNovelty.isNaN { throw ValidationError("--max-novelty must be a number.") }
      if naming.isGiven {
        throw ValidationError(
          "--max-novelty goes with labels that a model has learned, not with --types or --ontology-slim."
        )
      }
    }
    if blockCells < 1 { throw ValidationError("--block-cells must be at least 1.") }
    if model == nil, !naming.isGiven {
      throw ValidationError("Name a --model with labels, or --types to look for.")
    }
  }

  func run() throws {
    let log = ProgressLog()
    let profile = profiling.begin()
    try computing.precision.check()
    try requireWritable(output)
    if let map { try requireWritable(picture: map, apartFrom: [output, section]) }
    if naming.isGiven {
      try annotateNamedTypes(log, profile)
    } else if let model {
      try annotateLearnedTypes(model, log, profile)
    }
    log.say("\(output): written")
    log.say(profile)
  }

  private func annotateLearnedTypes(
    _ model: String, _ log: ProgressLog, _ profile: StageProfile?
  ) throws {
    let folder = ModelFolder(URL(fileURLWithPath: model))
    let tissueModel = try folder.read(profile: profile)
    if tissueModel.labelKeys.isEmpty { throw ModelError(path: model, reason: .noLabels) }
    if let mapKey, !tissueModel.labelKeys.contains(mapKey) {
      throw CommandError.noLabelKey(mapKey, path: model, has: tissueModel.labelKeys)
    }
    let annotated = try AnnotatedSections(
      sectionInput(profile), model: tissueModel, table: reading.table(), blockRows: blockCells,
      threads: threading.count, precision: computing.precision, profile: profile, log: log)
    let digest = try profile.measure(CommandStage.digest) {
      profile?.count(fileAt: folder.weights.path)
      return try FileDigest.sha256(ofFileAt: folder.weights)
    }
    let columns = annotated.labelColumns(
      minConfidence: minConfidence, maxNovelty: maxNovelty)
    try profile.measure(CommandStage.write) {
      try annotated.write(columns: columns, to: output, modelPath: model, digest: digest)
      profile?.count(fileAt: output)
    }
    if let map {
      let index = mapKey.flatMap { key in columns.firstIndex { $0.task.key == key } } ?? 0
      let column = columns[index]
      try profile.measure(CommandStage.draw) {
        try draw(annotated.file.map(of: column.labels, title: column.task.key), to: map, log)
      }
    }
    for column in columns {
      let unknown = column.labels.codes.count { $0 == Int32(column.task.categories.count) }
      log.say(
        "\(column.task.key): \((column.labels.codes.count - unknown).of("cell")) labelled, \(unknown) Unknown (confidence below \(column.threshold.digits(3))\(column.mostNovelty.map { ", or novelty above \($0.digits(3))" } ?? ""))"
      )
    }
    if maxNovelty != nil {
      for column in columns where column.mostNovelty == nil {
        log.say(
          "--max-novelty makes no cell Unknown in '\(column.task.key)', of which no novelty is told here"
        )
      }
    }
    let taught = tissueModel.tasks.map(\.key)
    for column in columns where !taught.contains(column.task.key) {
      log.say(
        "confidence in '\(column.task.key)' is not calibrated: the model knows it by `histoglot align` alone; `histoglot finetune` calibrates"
      )
    }
  }

  /// The section; a map that cannot be drawn is refused before anything is written.
  private func sectionInput(_ profile: StageProfile?) throws -> SectionInput {
    let input = try SectionInput(
      section, reading.options(threads: threading.count), profile: profile)
    if map != nil, input.sections.contains(where: { $0.coordinates == nil }) {
      throw CommandError.noCoordinates(section)
    }
    return input
  }

  private func draw(_ figure: TissueMap, to path: String, _ log: ProgressLog) throws {
    let drawn = try figure.draw()
    try drawn.raster.write(to: path)
    log.say(notes: drawn.notes)
  }

  private func annotateNamedTypes(_ log: ProgressLog, _ profile: StageProfile?) throws {
    let folder = model.map { ModelFolder(URL(fileURLWithPath: $0)) }
    let tissueModel = try folder?.read(profile: profile)
    let seenTask = try tissueModel.flatMap { try naming.seenTask(of: $0, path: model ?? "") }
    let input = try sectionInput(profile)
    let table = try reading.table()
    let sought = try naming.types(
      in: input.sections,
      seen: seenTask.flatMap { tissueModel?.categories(ofLabelAt: $0) } ?? [],
      speciesName: reading.species, table: table)
    for line in sought.notes { log.say(line) }
    let candidates = sought.candidates
    let annotations = try tissueModel.map {
      try AnnotatedSections(
        input, model: $0, table: table, blockRows: blockCells, threads: threading.count,
        precision: computing.precision, profile: profile, log: log
      ).annotations
    }
    let annotated = try profile.measure(CommandStage.namedTypes) {
      try ZeroShotSections(
        input, annotations: annotations ?? [], seenTask: seenTask,
        textScores: try tissueModel.flatMap { try textScores($0, input, candidates, table, log) },
        candidates: candidates, rivals: sought.rivals,
        table: table, options: naming.options(threads: threading.count, hasModel: model != nil),
        minConfidence: minConfidence ?? 0, forced: naming.forced)
    }
    let digest = try folder.map { try FileDigest.sha256(ofFileAt: $0.weights) }
    try profile.measure(CommandStage.write) {
      try annotated.write(
        to: output, model: digest.map { (model ?? "", $0) }, method: naming.by.rawValue)
      profile?.count(fileAt: output)
    }
    if let map {
      try draw(annotated.file.map(of: annotated.labels.labels, title: "cell type"), to: map, log)
    }
    let unknown = annotated.counts.last ?? 0
    log.say(
      "\((annotated.labels.labels.codes.count - unknown).of("cell")) labelled, \(unknown) Unknown")
    for line in annotated.lines() { log.say(line) }
  }

  /// How well cells fit the words of types; nil where nobody wants to know, or the model was not aligned with texts.
  private func textScores(
    _ model: TissueModel, _ input: SectionInput, _ candidates: [TypeCandidate], _ table: GeneTable?,
    _ log: ProgressLog
  ) throws -> [FeatureMatrix]? {
    guard naming.inWords, model.alignment != nil else { return nil }
    let encoder = SentenceSource(text, threads: threading.count, log: log)
    let reading = try ModelReading(
      model, input, table: table, threads: threading.count, log: ProgressLog(quiet: true))
    return try reading.vectors(encoder)?.scores(of: candidates.map(\.name))
  }
}
