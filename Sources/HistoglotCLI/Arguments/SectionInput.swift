import CellSections
import PlatformReaders

/// A file or folder of sections that a command reads.
struct SectionInput {
  let path: String
  let loaded: LoadedSections

  init(_ path: String, _ options: SectionOptions) throws {
    self.path = path
    loaded = try SectionFile(path: path).read(options)
  }

  var sections: [CellSection] { loaded.sections }

  /// Reads several inputs, and says of each what was found and chosen.
  static func read(
    _ paths: [String], _ options: SectionOptions, log: ProgressLog
  ) throws -> [SectionInput] {
    try paths.map { path in
      let input = try SectionInput(path, options)
      let cells = input.sections.reduce(0) { $0 + $1.cellCount }
      log.say(
        "\(path): \(input.loaded.report.kind), \(input.sections.count) section\(input.sections.count == 1 ? "" : "s"), \(cells) cells × \(input.sections.first?.geneCount ?? 0) genes, counts in \(input.loaded.report.counts.element)"
      )
      for note in input.loaded.report.notes { log.say("  note: \(note)") }
      return input
    }
  }
}
