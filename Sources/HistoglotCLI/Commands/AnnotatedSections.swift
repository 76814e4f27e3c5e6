import AnnDataFiles
import Autodiff
import CellSections
import Foundation
import Histoglot
import SectionAnalysis
import TissueMaps

/// The sections of an input with what a model says of their cells.
struct AnnotatedSections {
  private(set) var file: AnnotationFile
  private(set) var annotations: [SectionAnnotation] = []
  private let model: TissueModel

  var input: SectionInput { file.input }

  /// - Parameter input: passed on, not kept by the caller, where memory matters: its counts go once they are prepared.
  init(
    _ input: consuming SectionInput, model: TissueModel, table: GeneTable?, blockRows: Int,
    threads: Int, precision: Precision, profile: StageProfile? = nil, log: ProgressLog
  ) throws {
    input.tell(log)
    self.model = model
    file = AnnotationFile(input: input)
    let dropsCounts = file.copied != nil
    let workspace = Workspace<Float>(threads: threads, precision: precision, profile: profile)
    for index in file.input.sections.indices {
      let prepared = try SectionInput.naming([file.input]) {
        try profile.measure(CommandStage.prepare) {
          try PreparedSection(
            file.input.sections[index], vocabulary: model.vocabulary, table: table,
            neighbours: model.configuration.encoder.neighbours, threads: threads, profile: profile)
        }
      }
      if dropsCounts { file.input.dropCounts(ofSectionAt: index) }
      log.say("\(prepared.genes)")
      for warning in Self.warnings(prepared, model) {
        log.say("warning: \(prepared.name): \(warning)")
      }
      annotations.append(
        profile.measure(CommandStage.model) {
          SectionAnnotation(prepared, model: model, blockRows: blockRows, in: workspace)
        })
    }
  }

  /// What makes labels worse than their confidence says, since validation never met it.
  private static func warnings(_ section: PreparedSection, _ model: TissueModel) -> [String] {
    var warnings: [String] = []
    let (measured, known) = (section.counts.genes.count, model.vocabulary.genes.count)
    if 3 * measured < known {
      warnings.append(
        "only \(measured) of the model's \(known.of("gene")) \(measured == 1 ? "is" : "are") measured; labels may be wrong, and surer than they should be"
      )
    }
    for task in model.tasks
    where section.coordinates == nil && task.knowsPlaces && task.weightOfOwn < 0.95 {
      let alone = task.experts.filter(\.kind.isOwn).compactMap(\.validation?.accuracy).max()
      let scores = alone.flatMap { alone in
        task.validation.map {
          " (accuracy on validation tissue \(alone.digits(2)) instead of \($0.accuracy.digits(2)))"
        }
      }
      warnings.append(
        "no coordinates, so \(task.key) is told by each cell's own expression alone\(scores ?? "")")
    }
    let counts = section.counts.counts
    let empty = (0..<section.cellCount).count { counts.entries(of: $0).isEmpty }
    if empty > 0 {
      warnings.append(
        "\(empty.of("cell")) without a count of the model's genes: Unknown, but for labels that neighbours tell"
      )
    }
    return warnings
  }

  /// The labels of a task over all cells of the file, in file order.
  struct LabelResult {
    let task: LabelTask
    let threshold: Double
    /// Above this novelty cells are `Unknown`; nil where novelty does not matter.
    let mostNovelty: Double?
    let written: AnnotationFile.Labels

    /// Categories of the task, then `Unknown`.
    var labels: LabelColumn { written.labels }
  }

  private var taskCount: Int { annotations.first?.labels.count ?? 0 }

  /// - Parameters:
  ///   - minConfidence: nil for what validation chose.
  ///   - maxNovelty: nil for what validation chose, unless the least confidence is given: who gives that alone wants no
  ///     other reason.
  func labelColumns(minConfidence: Double?, maxNovelty: Double?) -> [LabelResult] {
    (0..<taskCount).map { index in
      let task = annotations[0].labels[index].task
      let threshold = minConfidence ?? task.threshold
      let best = annotations.map { $0.labels[index].best() }
      let confidence = file.inFileOrder(Float(0), best.map(\.confidence))
      let unknown = Int32(task.categories.count)
      let isOwn = task.weightOfOwn >= 0.5
      let known = zip(annotations, best).map { annotation, best in
        var codes = best.codes
        if isOwn { for cell in annotation.emptyCells { codes[cell] = unknown } }
        return codes
      }
      let mostNovelty = maxNovelty ?? (minConfidence == nil ? task.novelty?.threshold : nil)
      let novelty = novelty(ofLabelAt: index)
      var codes = zip(file.inFileOrder(unknown, known), confidence).map {
        Double($1) < threshold ? unknown : $0
      }
      if let novelty, let mostNovelty {
        for cell in codes.indices where Double(novelty[cell]) > mostNovelty {
          codes[cell] = unknown
        }
      }
      let palette = task.colors.map { $0 + [unknownColor] }
      return LabelResult(
        task: task, threshold: threshold, mostNovelty: novelty == nil ? nil : mostNovelty,
        written: AnnotationFile.Labels(
          suffix: taskCount == 1 ? "" : "_\(task.key)",
          labels: LabelColumn(
            name: task.key, categories: task.categories + ["Unknown"], codes: codes,
            colors: palette),
          confidence: confidence, novelty: novelty,
          probabilities: annotations.map(\.labels[index].values)))
    }
  }

  /// In file order, NaN for sections where it was not told; nil where the model tells none.
  private func novelty(ofLabelAt index: Int) -> [Float]? {
    guard annotations.contains(where: { $0.labels[index].novelty != nil }) else { return nil }
    return file.inFileOrder(
      Float.nan,
      annotations.map {
        $0.labels[index].novelty
          ?? [Float](repeating: .nan, count: $0.labels[index].cellCount)
      })
  }

  func write(
    columns: [LabelResult], to output: String, modelPath: String, digest: String
  ) throws {
    try model.store.requireUnchanged()
    try file.write(to: output) { copy, names in
      file.removeEarlierAnnotation(from: &copy)
      for column in columns { file.set(column.written, in: &copy, names: names) }
      file.setEmbedding(annotations, in: &copy)
      copy.setUns(
        .mapping([
          NamedElement("model", .text(modelPath)), NamedElement("sha256", .text(digest)),
          NamedElement("version", .text(histoglotVersion)),
          NamedElement(
            "threshold",
            .mapping(columns.map { NamedElement($0.task.key, .number($0.threshold)) })),
          NamedElement(
            "novelty_threshold",
            .mapping(
              columns.compactMap { column in
                column.mostNovelty.map { NamedElement(column.task.key, .number($0)) }
              })),
          NamedElement(
            "share_of_genes_matched",
            .number(annotations.map(\.genes.shareOfGenes).min() ?? 0)),
        ]), "histoglot")
    }
  }

  /// Writes a copy with the embedding alone.
  func writeEmbedding(to output: String) throws {
    try model.store.requireUnchanged()
    try file.write(to: output) { copy, _ in file.setEmbedding(annotations, in: &copy) }
  }
}
