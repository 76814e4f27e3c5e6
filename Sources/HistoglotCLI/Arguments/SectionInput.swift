import CellSections
import PlatformReaders

/// A file or folder of sections that a command reads.
struct SectionInput {
  let path: String
  private(set) var opened: OpenedSections

  init(_ path: String, _ options: SourceOptions) throws {
    self.path = path
    opened = try SectionSource.open(path, options: options)
  }

  var loaded: LoadedSections { opened.loaded }
  var sections: [CellSection] { loaded.sections }

  /// Reads several inputs, and says of each what was found and chosen.
  static func read(
    _ paths: [String], _ options: SourceOptions, log: ProgressLog
  ) throws -> [SectionInput] {
    try paths.map { path in
      let input = try SectionInput(path, options)
      input.tell(log)
      return input
    }
  }

  /// Lets go of the counts of a section that nobody will read again; beside those the model reads they are as large once more.
  mutating func dropCounts(ofSectionAt index: Int) {
    let counts = opened.loaded.sections[index].counts
    opened.loaded.sections[index].counts = CountMatrix(
      rowStarts: [Int](repeating: 0, count: counts.rowCount + 1), columns: [], values: [],
      columnCount: counts.columnCount)
  }

  /// Says what was found and chosen.
  func tell(_ log: ProgressLog) {
    let cells = sections.reduce(0) { $0 + $1.cellCount }
    log.say(
      "\(path): \(loaded.report.kind), \(sections.count.of("section")), \(cells.of("cell")) × \((sections.first?.geneCount ?? 0).of("gene")), counts in \(loaded.report.counts.element)"
    )
    for note in loaded.report.notes { log.say("  note: \(note)") }
  }

  /// Does work on sections; a complaint about one of them comes out with the file it was read from.
  static func naming<Value>(
    _ inputs: [SectionInput], _ work: () throws -> Value
  ) throws -> Value {
    do {
      return try work()
    } catch var error as SectionError where error.file == nil {
      let source = inputs.first { input in
        input.sections.contains { error.element == "section \($0.name)" }
      }
      error.file = source?.path
      throw error
    }
  }
}

extension [CellSection] {
  /// The sections of these names, all of them where none is named.
  func keeping(_ names: [String]) throws -> [CellSection] {
    if names.isEmpty { return self }
    for name in names where !contains(where: { $0.name == name }) {
      throw CommandError.noSection(name, has: map(\.name))
    }
    return filter { names.contains($0.name) }
  }
}
