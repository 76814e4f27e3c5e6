import AnnDataFiles
import CellSections
import Foundation
import Histoglot
import SectionAnalysis

/// The sections of an input with the domains their cells were found to lie in.
struct DomainSections {
  let file: AnnotationFile
  let found: SpatialDomains
  let key: String
  let seed: UInt64
  /// Domains of all cells, in file order.
  let labels: LabelColumn
  /// Of each section, `[cells, domains]`.
  private let probabilities: [FeatureMatrix]

  init(
    file: AnnotationFile, found: SpatialDomains, key: String, seed: UInt64,
    sections: [(name: String, cellCount: Int)]
  ) {
    self.file = file
    self.found = found
    self.key = key
    self.seed = seed
    var first = 0
    var parts: [FeatureMatrix] = []
    for section in sections {
      parts.append(
        found.probabilities.selectingRows(Array(first..<first + section.cellCount)))
      first += section.cellCount
    }
    probabilities = parts
    labels = LabelColumn(
      name: key, categories: (0..<found.probabilities.columnCount).map { "D\($0 + 1)" },
      codes: file.inFileOrder(-1, parts.map { $0.largestColumns() }))
  }

  /// Refuses a key under which the input holds something that this command did not write.
  static func requireFree(_ key: String, in path: String) throws {
    guard let input = try? AnnDataFile(path: path) else { return }
    // A result of this command says so; whatever else goes by one of the names it would take is the user's.
    if input.unsKeys(key).contains(toldBy) { return }
    let columns = (try? input.columnNames(of: .obs)) ?? []
    let taken =
      [key, key + confidenceSuffix].filter(columns.contains)
      + [key + probabilitiesSuffix].filter(input.names(in: .obsm).contains)
      + [key, key + "_colors"].filter(input.unsKeys().contains)
    if let name = taken.first { throw CommandError.keyInUse(name, path: path) }
  }

  private static let confidenceSuffix = "_confidence"
  private static let probabilitiesSuffix = "_probabilities"
  private static let toldBy = "told_by"

  /// - Parameter model: path and digest of the model, where one was given.
  func write(to output: String, model: (path: String, digest: String)?) throws {
    try file.write(to: output) { copy, names in
      copy.set(
        .categorical(Categorical(codes: labels.codes, names: labels.categories)), named: key,
        of: .obs)
      let confidence = probabilities.map { $0.largestValues().map { Float($0) } }
      copy.set(
        .floats(file.inFileOrder(0, confidence)), named: key + Self.confidenceSuffix, of: .obs)
      let table = DataFrame(
        rowNames: names,
        columns: labels.categories.enumerated().map { domain, name in
          let values = probabilities.map { part in
            (0..<part.rowCount).map { Float(part[$0, domain]) }
          }
          return NamedColumn(name, .floats(file.inFileOrder(0, values)))
        })
      copy.set(.dataframe(table), named: key + Self.probabilitiesSuffix, in: .obsm)
      // Sections without coordinates have no map, and the palette's colors in order.
      copy.setColors(hexColors(of: labels, on: try? file.map(of: labels, title: key)), of: key)
      var members = [
        NamedElement("version", .text(histoglotVersion)),
        NamedElement(Self.toldBy, .text(found.view.rawValue)),
        NamedElement("count", .number(Double(found.count))),
        NamedElement("agreement", .number(found.agreement)),
        NamedElement("seed", .text("\(seed)")),
        NamedElement("confidence", .text(ZeroShotSections.calibration)),
        NamedElement("trials", .dataframe(trials)),
      ]
      if let model {
        members += [
          NamedElement("model", .text(model.path)), NamedElement("sha256", .text(model.digest)),
        ]
      }
      copy.setUns(.mapping(members), key)
    }
  }

  /// How far fits agreed, by view and number of domains.
  private var trials: DataFrame {
    DataFrame(
      rowNames: found.trials.map { "\($0.view.rawValue) \($0.count)" },
      columns: [
        NamedColumn("view", .texts(found.trials.map(\.view.rawValue))),
        NamedColumn("count", .floats(found.trials.map { Float($0.count) })),
        NamedColumn("agreement", .floats(found.trials.map { Float($0.agreement) })),
      ])
  }

  /// What the user is told, a line each.
  func lines(asked: Int?) -> [String] {
    var lines: [String] = []
    if asked == nil {
      let ranked = found.trials.sorted { $0.agreement > $1.agreement }.prefix(5)
      lines.append(
        "fits agree best on \(found.count.of("domain")): \(ranked.map { "\($0.count) by \($0.view.rawValue) \($0.agreement.digits(2))" }.joined(separator: ", ")) (adjusted Rand index between fits; a suggestion, name another with --count)"
      )
    } else if found.trials.count > 1 {
      lines.append(
        "told by \(found.view.rawValue), on which fits agree better: \(found.trials.map { "\($0.view.rawValue) \($0.agreement.digits(2))" }.joined(separator: ", "))"
      )
    }
    if found.agreement < Self.steady {
      lines.append(
        "warning: fits agree with an adjusted Rand index of \(found.agreement.digits(2)) only: where the borders run is partly chance; try another --count"
      )
    }
    if labels.categories.count < found.count {
      lines.append("only \(labels.categories.count) of \(found.count) domains have cells")
    }
    for (name, cells) in zip(labels.categories, cellCounts) {
      lines.append("  \(name): \(cells.of("cell"))")
    }
    lines.append(
      "confidence is \(ZeroShotSections.calibration): no label was there to calibrate it with")
    return lines
  }

  /// Below this users are warned: on the sections that settings were chosen on, fits to the right number of domains
  /// agreed by .77 to .93.
  private static let steady = 0.7

  private var cellCounts: [Int] {
    var counts = [Int](repeating: 0, count: labels.categories.count)
    for code in labels.codes where code >= 0 { counts[Int(code)] += 1 }
    return counts
  }

  private struct Report: Encodable {
    struct Domain: Encodable {
      var name: String
      var cells: Int
    }

    struct Trial: Encodable {
      var view: String
      var count: Int
      var agreement: Double
    }

    var file: String
    var key: String
    var toldBy: String
    var count: Int
    var agreement: Double
    var domains: [Domain]
    var trials: [Trial]
  }

  func json(output: String) throws -> String {
    let report = Report(
      file: output, key: key, toldBy: found.view.rawValue, count: found.count,
      agreement: found.agreement,
      domains: zip(labels.categories, cellCounts).map { Report.Domain(name: $0, cells: $1) },
      trials: found.trials.map {
        Report.Trial(view: $0.view.rawValue, count: $0.count, agreement: $0.agreement)
      })
    return try readableJSON(report)
  }
}
