import ArgumentParser
import CellSections
import Foundation
import Histoglot

struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Writes a paragraph about a region: its cells, its genes, what it is like.",
    discussion: """
      The region is an area (--region), a list of cells (--cells) or a value of obs (--obs); without any the \
      section is described. What is said: cells and density, types against the rest of the section, marker \
      genes, the known regions it is most like and, with an aligned model, the words its cells lie nearest \
      to. Each statement has its number, and says where it is no more than chance. Chance is what random \
      regions of as many cells give, for neighbours are alike and cells by themselves prove nothing.

      Which type a cell is comes from --label, else from --types, else from --model, else from a label that is \
      called so (histoglot_label_cell_type, cell_type, …), else from markers.

      Example:
        histoglot describe section.h5ad --obs "region=White matter"
        histoglot describe section.h5ad --region answer/regions.geojson \\
          --name "white matter 1"
        histoglot describe section.h5ad --region "0,0 500,0 500,300 0,300" \\
          --label cell_type --json
        histoglot describe section.h5ad --cells chosen.txt --model aligned \\
          -o paragraph.txt
      """)

  @Argument(help: SectionArguments.inputs)
  var section: String

  @OptionGroup var region: RegionArguments

  @Option(help: "The section to describe, where a file holds several.")
  var only: String?

  @Option(name: [.short, .long], help: "Write the paragraph to this file.")
  var output: String?

  @Option(
    help: "How many random regions say what chance gives (default: 9999, fewer for large regions).")
  var permutations: Int?

  @Option(help: "The seed of these; the same seed gives the same numbers.")
  var seed: UInt64 = 0

  @Flag(help: "Print JSON: all types, genes and terms with their numbers, and the paragraph.")
  var json = false

  @OptionGroup var typing: CellTypeArguments

  func validate() throws {
    if let permutations, !(99...100_000).contains(permutations) {
      throw ValidationError("--permutations must lie between 99 and 100000.")
    }
  }

  func run() throws {
    if let output { try requireWritable(output, apartFrom: [section]) }
    // A region that cannot be read is refused before anything else is.
    let chosen = try region.selection()
    let log = ProgressLog()
    for note in chosen.notes { log.say("note: \(note)") }
    let typed = try TypedSections(
      section, typing, labels: region.labels, takesLikelyLabel: true)
    let sections = try typed.input.sections.keeping(only.map { [$0] } ?? [])
    guard sections.count == 1,
      let place = typed.input.sections.firstIndex(where: { $0.name == sections[0].name })
    else {
      throw DescriptionError(
        place: section, reason: .sectionNotChosen(has: sections.map(\.name)))
    }
    var options = DescriptionOptions()
    options.permutations = permutations
    options.seed = seed
    options.threads = typing.threading.count
    let types = typed.types.ofSection(place)
    let describer = try RegionDescriber(
      sections[0], types: types, knowledge: typed.knowledge,
      regions: typed.knowledge.regionsOfTissue(), vectors: typed.vectors?.ofSection(place),
      options: options)
    let description = try describer(try region.scaled(chosen.selection, for: sections[0]))
    let paragraph = DescriptionParagraph(
      description, typesFrom: types.sentence,
      observation: typed.input.opened.spotDiameter == nil ? .cell : .spot)
    if let output {
      try write(paragraph.description + "\n", to: output)
      log.say("\(output): written")
    }
    if json {
      let report = DescriptionReport(
        file: section, types: types.sentence, description: description,
        paragraph: paragraph.sentences.joined(separator: " "), method: paragraph.method)
      print(try report.json())
    } else if output == nil {
      print(paragraph)
    }
  }

  private func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandError.notWritten(path, why: error.localizedDescription)
    }
  }
}
