import AnnDataFiles
import ArgumentParser
import Autodiff
import CellSections
import Foundation
import Histoglot
import TissueMaps

struct AnnotateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "annotate",
    abstract: "Labels the cells of a section, with calibrated confidence and an honest Unknown.",
    discussion: """
      Writes a copy of the input with obs columns histoglot_label and histoglot_confidence (with the label
      key behind the name where the model knows several), obsm X_histoglot and histoglot_probabilities, and
      uns histoglot. Everything else comes out as it went in.

      Example:
        histoglot annotate section.h5ad --model model -o annotated.h5ad --map map.png
      """)

  @Argument(help: "An .h5ad file, a Xenium folder or a Visium folder.")
  var section: String

  @Option(help: "A model with labels, from `histoglot finetune`.")
  var model: String

  @Option(name: [.short, .long], help: "The .h5ad file to write.")
  var output: String

  @Option(help: "Also draw the labels as PNG; with several label keys, the first (see --map-key).")
  var map: String?

  @Option(help: "Which label key the map shows.")
  var mapKey: String?

  @Option(help: "Label cells below this confidence Unknown (default: what validation chose).")
  var minConfidence: Double?

  @Option(help: "How many cells at a time pass the parts of the model that know no other cell.")
  var blockCells: Int = 4096

  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    if let minConfidence, !(0...1).contains(minConfidence) {
      throw ValidationError("--min-confidence must lie between 0 and 1.")
    }
    if blockCells < 1 { throw ValidationError("--block-cells must be at least 1.") }
  }

  func run() throws {
    let log = ProgressLog()
    let folder = ModelFolder(URL(fileURLWithPath: model))
    let tissueModel = try folder.read()
    if tissueModel.labelKeys.isEmpty { throw ModelError(path: model, reason: .noLabels) }
    if let mapKey, !tissueModel.labelKeys.contains(mapKey) {
      throw CommandError.noLabelKey(mapKey, path: model, has: tissueModel.labelKeys)
    }
    try requireWritable(output)
    if let map { try requireWritable(map) }
    let input = try SectionInput(section, reading.options())
    let annotated = try AnnotatedSections(
      input, model: tissueModel, table: reading.table(), blockRows: blockCells,
      threads: threading.count, log: log)
    let digest = try FileDigest.sha256(ofFileAt: folder.weights)
    let columns = annotated.labelColumns(minConfidence: minConfidence)
    try annotated.write(
      columns: columns, to: output, modelPath: model, digest: digest, minConfidence: minConfidence)
    if let map {
      let index = mapKey.flatMap { key in columns.firstIndex { $0.task.key == key } } ?? 0
      try annotated.map(of: columns[index]).render().write(to: map)
    }
    for column in columns {
      let unknown = column.labels.codes.count { $0 == Int32(column.task.categories.count) }
      log.say(
        "\(column.task.key): \(column.labels.codes.count - unknown) cells labelled, \(unknown) Unknown (confidence below \(column.threshold.digits(3)))"
      )
    }
    log.say("\(output): written")
  }
}
