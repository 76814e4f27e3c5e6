import AnnDataFiles
import CellSections
import Foundation
import Histoglot
import SectionAnalysis

/// The sections of an input with labels of types that were only named.
struct ZeroShotSections {
  let file: AnnotationFile
  /// What a model made of the sections, where one was given.
  let annotations: [SectionAnnotation]
  let result: ZeroShotAnnotation
  let labels: AnnotationFile.Labels
  /// `[cells]`, NaN where markers say nothing of the label.
  private let evidence: [Float]

  /// - Parameters:
  ///   - seenTask: which of the model's labels are types, if any.
  ///   - textScores: how well cells fit the words of each candidate, per section; nil without aligned model.
  ///   - rivals: types that compete and that no cell is called by.
  ///   - minConfidence: cells below it are `Unknown`.
  ///   - forced: whether cells without evidence get the best label all the same.
  init(
    _ input: SectionInput, annotations: [SectionAnnotation], seenTask: Int?,
    textScores: [FeatureMatrix]?, candidates: [TypeCandidate], rivals: [TypeCandidate],
    table: GeneTable?,
    options: ZeroShotOptions,
    minConfidence: Double, forced: Bool
  ) throws {
    file = AnnotationFile(input: input)
    self.annotations = annotations
    let known = annotations.enumerated().map { place, annotation in
      ZeroShotEvidence(
        latents: FeatureMatrix(
          rowCount: annotation.latents.count / max(1, annotation.latentWidth),
          columnCount: annotation.latentWidth, values: annotation.latents),
        seen: seenTask.map { SeenTypes(annotation.labels[$0]) }, textScores: textScores?[place])
    }
    result = try ZeroShotAnnotation(
      input.sections, candidates: candidates, rivals: rivals, evidence: known, table: table,
      options: options)
    let names = result.answerable.map(\.candidate.name)
    let best = result.sections.map { section in
      section.codes(minConfidence: minConfidence, forced: forced)
    }
    labels = AnnotationFile.Labels(
      suffix: "",
      labels: LabelColumn(
        name: "cell type", categories: names + [ZeroShotAnnotation.unknown],
        codes: file.inFileOrder(Int32(names.count), best).map { $0 < 0 ? Int32(names.count) : $0 }),
      confidence: file.inFileOrder(
        0, result.sections.map { $0.probabilities.largestValues().map { Float($0) } }),
      probabilities: result.sections.map(\.probabilities))
    evidence = file.inFileOrder(
      Float.nan, result.sections.map { $0.evidence.map { $0.map { Float($0) } ?? .nan } })
  }

  /// How many cells each answerable type was given.
  var counts: [Int] {
    var counts = [Int](repeating: 0, count: labels.labels.categories.count)
    for code in labels.labels.codes { counts[Int(code)] += 1 }
    return counts
  }

  /// - Parameter model: path and digest of the model, where one was given.
  func write(to output: String, model: (path: String, digest: String)?, method: String) throws {
    try file.write(to: output) { copy, names in
      file.removeEarlierAnnotation(from: &copy)
      file.set(labels, in: &copy, names: names)
      copy.set(.floats(evidence), named: "histoglot_evidence", of: .obs)
      if !annotations.isEmpty { file.setEmbedding(annotations, in: &copy) }
      var members = [
        NamedElement("version", .text(histoglotVersion)), NamedElement("method", .text(method)),
        NamedElement("confidence", .text(Self.calibration)),
        NamedElement("types", .dataframe(table)),
      ]
      if let model {
        members += [
          NamedElement("model", .text(model.path)), NamedElement("sha256", .text(model.digest)),
        ]
      }
      copy.setUns(.mapping(members), "histoglot")
    }
  }

  /// What each type that was asked for was known by.
  private var table: DataFrame {
    let reports = result.types
    var cells = counts.makeIterator()
    let counted = reports.map { $0.isAnswerable ? cells.next() ?? 0 : 0 }
    return DataFrame(
      rowNames: reports.map(\.candidate.name),
      columns: [
        NamedColumn(
          "markers_on_panel", .texts(reports.map { $0.markersOnPanel.joined(separator: " ") })),
        NamedColumn("source", .texts(reports.map { $0.candidate.source ?? "" })),
        NamedColumn("evidence", .texts(reports.map(\.evidenceText))),
        NamedColumn("cells", .floats(counted.map { Float($0) })),
      ])
  }

  /// What confidence is worth.
  static let calibration = "not calibrated"

  /// How many cells other types won, the greediest first.
  private var lost: [(name: String, cells: Int)] {
    var cells = [Int](repeating: 0, count: result.rivals.count)
    for rival in result.sections.flatMap(\.rival) {
      if let rival { cells[rival] += 1 }
    }
    return zip(result.rivals.map(\.candidate.name), cells).map { (name: $0, cells: $1) }
      .filter { $0.cells > 0 }.sorted { ($1.cells, $0.name) < ($0.cells, $1.name) }
  }

  /// What the user is told, a line each; at most about `limit` types are spelled out.
  func lines(limit: Int = 40) -> [String] {
    let refused = result.refused
    let answerable = result.answerable
    var lines: [String] = []
    for (report, cells) in zip(answerable, counts).prefix(limit) {
      lines.append("  \(report.candidate.name): \(cells.of("cell")) (\(report.evidenceText))")
    }
    if answerable.count > limit {
      lines.append("  … and \((answerable.count - limit).of("more type"))")
    }
    let single = answerable.filter { $0.markersOnPanel.count == 1 && !$0.isSeen }
    if !single.isEmpty {
      lines.append(
        "known by one marker alone, which cells of other types hold too, so that many labels will be wrong: \(single.map { "\($0.candidate.name) (\($0.markersOnPanel[0]))" }.listed(limit))"
      )
    }
    let lost = lost
    if !lost.isEmpty {
      let total = lost.reduce(0) { $0 + $1.cells }
      lines.append(
        "other types of the tissue fit \(total.of("cell")) better, which \(total == 1 ? "is" : "are") Unknown: \(lost.map { "\($0.name) \($0.cells)" }.listed(6)); --forced if the types named are all there are"
      )
    }
    lines.append(
      "confidence is \(Self.calibration): no label was there to calibrate it with, and it is mostly too high"
    )
    let unknown = refused.filter { $0.candidate.markers.isEmpty }.map { report in
      "'\(report.candidate.name)'" + (report.candidate.source.map { " (\($0))" } ?? "")
    }
    if !unknown.isEmpty {
      lines.append(
        "not looked for, since no markers of theirs are known: \(unknown.listed(limit)); give markers in a file with the columns name and markers, or other names"
      )
    }
    let absent = refused.filter { !$0.candidate.markers.isEmpty }.map { "'\($0.candidate.name)'" }
    if !absent.isEmpty {
      lines.append(
        "not looked for, since no marker of theirs is on the panel: \(absent.listed(limit)); give markers in a file with the columns name and markers"
      )
    }
    for group in result.indistinguishable.prefix(limit) {
      lines.append(
        "\(group.map { "'\($0)'" }.listed(limit)): the same markers on this panel; these types cannot be told apart"
      )
    }
    return lines
  }
}

extension ZeroShotAnnotation.TypeReport {
  /// What it was known by, in words.
  var evidenceText: String {
    var parts: [String] = []
    if !markersOnPanel.isEmpty { parts.append("markers \(markersOnPanel.listed(8))") }
    if isSeen { parts.append("seen by the model") }
    if isInWords { parts.append("text") }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}
