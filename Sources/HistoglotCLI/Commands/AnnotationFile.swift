import AnnDataFiles
import CellSections
import Foundation
import Histoglot
import SectionAnalysis
import TissueMaps

/// A copy of an input to which results for its cells are added.
struct AnnotationFile {
  var input: SectionInput

  private var cellCount: Int { input.sections.reduce(0) { $0 + $1.cellCount } }

  /// Puts values of the sections' cells where the cells stand in the file.
  func inFileOrder<Value>(_ missing: Value, _ values: [[Value]]) -> [Value] {
    var all = [Value](repeating: missing, count: cellCount)
    for (section, rows) in input.loaded.rows.enumerated() {
      for (place, row) in rows.enumerated() { all[row] = values[section][place] }
    }
    return all
  }

  /// The input where it can be copied as it is, which takes nothing of the sections that were read.
  var copied: AnnDataFile? {
    guard input.path.hasSuffix(".h5ad") || input.path.hasSuffix(".h5") else { return nil }
    return try? AnnDataFile(path: input.path)
  }

  /// The copy of the input that is added to; inputs of other platforms are written as .h5ad first.
  private func source(for output: String) throws -> (file: AnnDataFile, temporary: String?) {
    if let copied { return (copied, nil) }
    let temporary = output + ".\(ProcessInfo.processInfo.processIdentifier).input"
    try SectionWriter(note: "converted from \(input.path)").write(input.sections, to: temporary)
    return (try AnnDataFile(path: temporary), temporary)
  }

  /// Writes the copy after something was added to it.
  ///
  /// - Parameter add: is given the copy and the names of the cells, in file order.
  func write(
    to output: String, _ add: (_ copy: inout AnnotatedCopy, _ names: [String]) throws -> Void
  ) throws {
    let (file, temporary) = try source(for: output)
    defer { if let temporary { try? FileManager.default.removeItem(atPath: temporary) } }
    var copy = AnnotatedCopy(of: file)
    try add(&copy, try file.rowNames(of: .obs))
    try copy.write(to: output)
  }

  /// Takes out what an earlier annotation wrote: labels of another model beside new ones would pass for theirs.
  func removeEarlierAnnotation(from copy: inout AnnotatedCopy) {
    guard let file = try? AnnDataFile(path: input.path) else { return }
    for name in (try? file.columnNames(of: .obs)) ?? []
    where ["histoglot_label", "histoglot_confidence", "histoglot_novelty", "histoglot_evidence"]
      .contains(
        where: name.hasPrefix)
    {
      copy.removeColumn(name, of: .obs)
    }
    for name in file.names(in: .obsm)
    where name == "X_histoglot" || name.hasPrefix("histoglot_probabilities") {
      copy.remove(name, in: .obsm)
    }
    for name in file.names(in: .uns)
    where name == "histoglot" || name.hasPrefix("histoglot_label") && name.hasSuffix("_colors") {
      copy.remove(name, in: .uns)
    }
  }

  /// Labels of all cells of the file, with what they were chosen by.
  struct Labels {
    /// What stands behind `histoglot_label`: nothing, or an underscore and the label key.
    var suffix: String
    /// Categories, then `Unknown`.
    var labels: LabelColumn
    /// `[cells]`
    var confidence: [Float]
    /// `[cells]`, NaN where it was not told; nil where the model tells none.
    var novelty: [Float]?
    /// Of the categories without `Unknown`, per section, `[cells, categories]`.
    var probabilities: [FeatureMatrix]
  }

  /// Adds labels, confidence, novelty and colours to obs and probabilities to obsm.
  func set(_ labels: Labels, in copy: inout AnnotatedCopy, names: [String]) {
    let suffix = labels.suffix
    copy.set(
      .categorical(Categorical(codes: labels.labels.codes, names: labels.labels.categories)),
      named: "histoglot_label\(suffix)", of: .obs)
    copy.set(.floats(labels.confidence), named: "histoglot_confidence\(suffix)", of: .obs)
    if let novelty = labels.novelty {
      copy.set(.floats(novelty), named: "histoglot_novelty\(suffix)", of: .obs)
    }
    let table = DataFrame(
      rowNames: names,
      columns: labels.labels.categories.dropLast().enumerated().map { category, name in
        let values = labels.probabilities.map { matrix in
          (0..<matrix.rowCount).map { Float(matrix[$0, category]) }
        }
        return NamedColumn(name, .floats(inFileOrder(0, values)))
      })
    copy.set(.dataframe(table), named: "histoglot_probabilities\(suffix)", in: .obsm)
    // Sections without coordinates have no map, and the palette's colors in order.
    let map = try? map(of: labels.labels, title: suffix)
    copy.setColors(hexColors(of: labels.labels, on: map), of: "histoglot_label\(suffix)")
  }

  /// Adds the latent vectors of the cells to obsm.
  func setEmbedding(_ annotations: [SectionAnnotation], in copy: inout AnnotatedCopy) {
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

  /// The map of labels over the file's sections.
  func map(of labels: LabelColumn, title: String) throws -> TissueMap {
    let panels = try zip(input.sections, input.loaded.rows).map { section, rows in
      try MapPanel(section: section, coloring: .categories(labels.selecting(rows)))
    }
    return TissueMap(title: title, panels: panels)
  }
}
