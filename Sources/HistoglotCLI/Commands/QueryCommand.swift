import ArgumentParser
import Foundation
import Histoglot

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Finds regions of a section that fit a description in words.",
    discussion: """
      A query names regions ("white matter", "cortical layer 6"), cells ("microglia", "rich in T cells"), \
      genes of the panel ("high Plp1", "Gad1-"), or describes them, and joins them by "and", "or", "not", \
      "without" and "near". How it was understood is always printed. Regions are cells above a threshold \
      that hang together and are larger than chance makes them; where there are none, it says \
      "No good match" and what else could be asked.

      DIR gets map.png (heat map with the regions' borders), regions.geojson (QuPath opens it), \
      regions.csv, result.json and annotated.h5ad (obs histoglot_query_score, histoglot_query_region).

      Which type a cell is comes from --label, else from --model, else from markers and the section itself.

      Example:
        histoglot query "white matter" section.h5ad --model aligned -o white-matter
        histoglot query "microglia near vessels" section.h5ad --label cell_type \\
          -o found
        histoglot query "high Plp1 and not layer 6" section.h5ad -o found --json
      """)

  @Argument(help: "What to look for, in words.")
  var text: String

  @Argument(help: SectionArguments.inputs)
  var section: String

  @Option(name: [.short, .long], help: "The folder to write; made if it is not there.")
  var output: String

  @Option(
    help:
      "The score from which cells belong to a region (default: where scores part, and at least half-way up to their peak)."
  )
  var threshold: Double?

  @Option(help: "Leave out regions of fewer cells.")
  var minCells: Int = QueryOptions().fewestCells

  @Option(help: "How often cells change places to see what chance makes.")
  var permutations: Int = QueryOptions().permutations

  @Option(help: "The seed of these; the same seed gives the same p-values.")
  var seed: UInt64 = 0

  @Option(
    help: "µm in a pixel of the image, where coordinates are µm: GeoJSON is then in pixels of it.")
  var micronsPerPixel: Double?

  @Option(help: "Dots per inch of the map.")
  var dpi: Double = 300

  @Flag(inversion: .prefixedNo, help: "Write annotated.h5ad, a copy of the input.")
  var annotated = true

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var asking: QueryArguments

  func validate() throws {
    if minCells < 1 { throw ValidationError("--min-cells must be at least 1.") }
    if !(19...100_000).contains(permutations) {
      throw ValidationError("--permutations must lie between 19 and 100000.")
    }
    if let threshold, !threshold.isFinite {
      throw ValidationError("--threshold must be a number.")
    }
    if let micronsPerPixel, !(micronsPerPixel > 0 && micronsPerPixel.isFinite) {
      throw ValidationError("--microns-per-pixel must be a number above 0.")
    }
  }

  func run() throws {
    // A text that cannot be asked is refused before anything is read.
    _ = try QueryText(text)
    try requireWritable(folder: output, names: QueryFiles.names)
    var options = asking.options
    options.threshold = threshold
    options.fewestCells = minCells
    options.permutations = permutations
    options.seed = seed
    let session = try QuerySession(section, asking, options: options)
    let interpretation = try session.query.interpret(text)
    if !json { print(interpretation) }
    let answer = try session.query.answer(interpretation)
    let report = QueryReport(answer, section: section, types: session.types, options: options)
    if json { print(try report.json()) } else { print(report.text) }
    let files = QueryFiles(
      folder: output, input: session.input, answer: answer, report: report,
      micronsPerPixel: micronsPerPixel, dotsPerInch: dpi)
    let log = ProgressLog()
    if case .notUnderstood = answer.noMatch {
      log.say("\(try files.writeReportAlone()): written")
      return
    }
    let written = try files.write(annotated: annotated)
    for path in written.paths { log.say("\(path): written") }
    log.say(notes: written.notes)
    if let note = files.note { log.say("note: \(note)") }
  }
}
