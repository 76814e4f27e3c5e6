import AnnDataFiles
import ArgumentParser
import CellSections
import Foundation
import PlatformReaders

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Says what is in a file: cells, genes, labels, where counts are, sections, units.",
    discussion: """
      Example:
        histoglot inspect section.h5ad
        histoglot inspect section.h5ad --json | jq .sections
      """)

  @Argument(help: "An .h5ad file, a Xenium folder or a Visium folder.")
  var file: String

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var reading: SectionArguments

  func run() throws {
    let report = try Inspection(path: file, options: reading.options())
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(report), as: UTF8.self))
    } else {
      print(report.text)
    }
  }
}

/// What `inspect` found.
struct Inspection: Encodable {
  struct ObsColumn: Encodable {
    var name: String
    var kind: String
    var categories: [String]?
  }
  struct Counts: Encodable {
    var element: String
    var total: Int
  }
  struct Section: Encodable {
    var name: String
    var cells: Int
  }
  struct Spatial: Encodable {
    var units: String
  }
  struct Unreadable: Encodable {
    var element: String
    var reason: String
  }

  var cells: Int
  var genes: Int
  var obs: [ObsColumn]
  var counts: Counts?
  var sections: [Section]
  var spatial: Spatial?
  var unreadable: [Unreadable]
  /// Why the file cannot be used as sections, nil where it can.
  var problem: String?
  private var path: String
  private var notes: [String]

  private enum CodingKeys: String, CodingKey {
    case cells, genes, obs, counts, sections, spatial, unreadable, problem
  }

  init(path: String, options: SectionOptions) throws {
    let source = try SectionSource(recognizing: path)
    if source.kind == .annData {
      try self.init(file: SectionFile(path: path), options: options)
    } else {
      self.init(
        try source.read(SourceOptions(sections: options)), path: path, kind: source.kind.rawValue)
    }
  }

  /// What a vendor's output holds.
  private init(_ opened: OpenedSections, path: String, kind: String) {
    self.path = path
    let first = opened.sections.first
    cells = opened.sections.reduce(0) { $0 + $1.cellCount }
    genes = first?.geneCount ?? 0
    obs = (first?.labels ?? []).map {
      ObsColumn(name: $0.name, kind: "categorical", categories: $0.categories)
    }
    counts = Counts(element: opened.report.counts.element, total: opened.report.counts.total)
    sections = opened.sections.map { Section(name: $0.name, cells: $0.cellCount) }
    spatial = first?.coordinates.map { Spatial(units: $0.unit.text ?? "unknown") }
    unreadable = []
    notes = ["recognised as \(kind)"] + opened.report.notes
  }

  /// What an .h5ad file holds, usable as sections or not.
  private init(file: SectionFile, options: SectionOptions) throws {
    path = file.path
    let contents = file.contents
    cells = contents.cellCount
    genes = contents.geneCount
    unreadable = contents.unreadableElements().map {
      Unreadable(element: $0.path.description, reason: $0.reason)
    }
    obs = try contents.columnNames(of: .obs).map { name in
      let kind = try contents.columnKind(name, of: .obs)
      guard case .categorical(let values)? = try? contents.column(name, of: .obs) else {
        return ObsColumn(name: name, kind: kind.description, categories: nil)
      }
      return ObsColumn(name: name, kind: kind.description, categories: values.categoryNames)
    }
    do {
      let loaded = try file.read(options)
      counts = Counts(
        element: loaded.report.counts.element, total: loaded.report.counts.total)
      sections = loaded.sections.map { Section(name: $0.name, cells: $0.cellCount) }
      spatial = loaded.sections.first?.coordinates.map {
        Spatial(units: $0.unit.text ?? "unknown")
      }
      notes = loaded.report.notes
    } catch {
      sections = []
      notes = []
      problem = "\(error)"
    }
  }

  var text: String {
    var lines = ["\(path): \(cells) cells × \(genes) genes"]
    if let counts { lines.append("counts    \(counts.element), \(counts.total) in all") }
    if let problem { lines.append("problem   \(problem)") }
    if !sections.isEmpty {
      lines.append(
        "sections  " + sections.map { "\($0.name) (\($0.cells) cells)" }.joined(separator: ", "))
    }
    lines.append("spatial   " + (spatial.map { "yes, unit: \($0.units)" } ?? "none"))
    lines.append("obs")
    for column in obs {
      let categories = column.categories.map { names in
        let shown = names.prefix(8).joined(separator: ", ")
        return ", \(names.count): \(shown)\(names.count > 8 ? ", …" : "")"
      }
      lines.append("  \(column.name): \(column.kind)\(categories ?? "")")
    }
    for note in notes { lines.append("note      \(note)") }
    for element in unreadable {
      lines.append("unreadable \(element.element): \(element.reason)")
    }
    return lines.joined(separator: "\n")
  }
}
