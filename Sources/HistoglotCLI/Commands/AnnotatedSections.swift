import AnnDataFiles
import Autodiff
import CellSections
import Foundation
import Histoglot
import TissueMaps

/// The sections of an input with what a model says of their cells.
struct AnnotatedSections {
  let input: SectionInput
  let annotations: [SectionAnnotation]

  init(
    _ input: SectionInput, model: TissueModel, table: GeneTable?, blockRows: Int, threads: Int,
    log: ProgressLog
  ) throws {
    self.input = input
    let workspace = Workspace<Float>(threads: threads)
    annotations = try input.sections.map { section in
      let prepared = try SectionInput.naming([input]) {
        try PreparedSection(
          section, vocabulary: model.vocabulary, table: table,
          neighbours: model.configuration.encoder.neighbours, threads: threads)
      }
      log.say("\(prepared.genes)")
      return SectionAnnotation(prepared, model: model, blockRows: blockRows, in: workspace)
    }
  }

  /// The labels of a task over all cells of the file, in file order.
  struct LabelResult {
    let task: LabelTask
    let threshold: Double
    /// Categories of the task, then `Unknown`.
    let labels: LabelColumn
    /// `[cells]`
    let confidence: [Float]
  }

  private var cellCount: Int { input.sections.reduce(0) { $0 + $1.cellCount } }

  private var taskCount: Int { annotations.first?.labels.count ?? 0 }

  /// Puts values of the sections' cells where the cells stand in the file.
  private func inFileOrder<Value>(_ missing: Value, _ values: [[Value]]) -> [Value] {
    var all = [Value](repeating: missing, count: cellCount)
    for (section, rows) in input.loaded.rows.enumerated() {
      for (place, row) in rows.enumerated() { all[row] = values[section][place] }
    }
    return all
  }

  func labelColumns(minConfidence: Double?) -> [LabelResult] {
    (0..<taskCount).map { index in
      let task = annotations[0].labels[index].task
      let threshold = minConfidence ?? task.threshold
      let best = annotations.map { $0.labels[index].best() }
      let confidence = inFileOrder(Float(0), best.map(\.confidence))
      let unknown = Int32(task.categories.count)
      let codes = zip(inFileOrder(unknown, best.map(\.codes)), confidence).map {
        Double($1) < threshold ? unknown : $0
      }
      let palette = task.colors.map { $0 + [unknownColor] }
      return LabelResult(
        task: task, threshold: threshold,
        labels: LabelColumn(
          name: task.key, categories: task.categories + ["Unknown"], codes: codes, colors: palette),
        confidence: confidence)
    }
  }

  /// The copy of the input that is added to; inputs of other platforms are written as .h5ad first.
  private func source(for output: String) throws -> (file: AnnDataFile, temporary: String?) {
    if input.path.hasSuffix(".h5ad") || input.path.hasSuffix(".h5") {
      if let file = try? AnnDataFile(path: input.path) { return (file, nil) }
    }
    let temporary = output + ".\(ProcessInfo.processInfo.processIdentifier).input"
    try SectionWriter(note: "converted from \(input.path)").write(input.sections, to: temporary)
    return (try AnnDataFile(path: temporary), temporary)
  }

  func write(
    columns: [LabelResult], to output: String, modelPath: String, digest: String,
    minConfidence: Double?
  ) throws {
    let (file, temporary) = try source(for: output)
    defer { if let temporary { try? FileManager.default.removeItem(atPath: temporary) } }
    var copy = AnnotatedCopy(of: file)
    let names = try file.rowNames(of: .obs)
    for (index, column) in columns.enumerated() {
      let suffix = columns.count == 1 ? "" : "_\(column.task.key)"
      copy.set(
        .categorical(Categorical(codes: column.labels.codes, names: column.labels.categories)),
        named: "histoglot_label\(suffix)", of: .obs)
      copy.set(.floats(column.confidence), named: "histoglot_confidence\(suffix)", of: .obs)
      let width = column.task.categories.count
      let probabilities = annotations.map(\.labels[index].values)
      let table = DataFrame(
        rowNames: names,
        columns: (0..<width).map { category in
          let values = probabilities.map { matrix in
            (0..<matrix.rowCount).map { Float(matrix[$0, category]) }
          }
          return NamedColumn(column.task.categories[category], .floats(inFileOrder(0, values)))
        })
      copy.set(.dataframe(table), named: "histoglot_probabilities\(suffix)", in: .obsm)
      copy.setColors(
        hexColors(of: column.labels), of: "histoglot_label\(suffix)")
    }
    setEmbedding(&copy)
    copy.setUns(
      .mapping([
        NamedElement("model", .text(modelPath)), NamedElement("sha256", .text(digest)),
        NamedElement("version", .text(histoglotVersion)),
        NamedElement(
          "threshold",
          .mapping(columns.map { NamedElement($0.task.key, .number($0.threshold)) })),
        NamedElement(
          "share_of_genes_matched",
          .number(annotations.map(\.genes.shareOfGenes).min() ?? 0)),
      ]), "histoglot")
    try copy.write(to: output)
  }

  /// Writes a copy with the embedding alone.
  func writeEmbedding(to output: String) throws {
    let (file, temporary) = try source(for: output)
    defer { if let temporary { try? FileManager.default.removeItem(atPath: temporary) } }
    var copy = AnnotatedCopy(of: file)
    setEmbedding(&copy)
    try copy.write(to: output)
  }

  private func setEmbedding(_ copy: inout AnnotatedCopy) {
    let width = annotations.first?.latentWidth ?? 0
    var all = [Float](repeating: 0, count: cellCount * width)
    for (section, rows) in input.loaded.rows.enumerated() {
      for (place, row) in rows.enumerated() {
        for column in 0..<width {
          all[row * width + column] = annotations[section].latents[place * width + column]
        }
      }
    }
    copy.set(
      .array(TypedArray(shape: [cellCount, width], .float32(all))), named: "X_histoglot",
      in: .obsm)
  }

  /// The map of a task's labels.
  func map(of column: LabelResult) throws -> TissueMap {
    let panels = try zip(input.sections, input.loaded.rows).map { section, rows in
      try MapPanel(section: section, coloring: .categories(column.labels.selecting(rows)))
    }
    return TissueMap(title: column.task.key, panels: panels)
  }
}
