import ArgumentParser
import CellSections
import Foundation
import SectionSimulator

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Writes simulated cortex-like sections with known cell types and layers.",
    discussion: """
      Sections have curved layers, cell types in their niches, counts with drop-out and batch effects. \
      Labels are obs['cell_type'] and obs['region']; the same options give the same bytes. The biology is \
      the same for every seed: train on one seed's sections, test on another's.

      With several panels the sections of each panel go to a file of their own, FILE-panel1.h5ad, \
      FILE-panel2.h5ad, …, because an .h5ad file has one list of genes.

      Example:
        histoglot simulate -o training.h5ad --sections 3 --seed 1
        histoglot simulate -o held-out.h5ad --seed 2
        histoglot simulate -o noisy.h5ad --cells 5000 --genes 250 --mislabelled 0.3
      """)

  @Option(name: [.short, .long], help: "The .h5ad file to write.")
  var output: String

  @Option(help: "Cells of each section.")
  var cells: Int = 2_000

  @Option(help: "Genes, of all panels together.")
  var genes: Int = 100

  @Option(help: "How many sections.")
  var sections: Int = 1

  @Option(help: "How many gene panels the sections are measured with, in turn; they overlap.")
  var panels: Int = 1

  @Option(
    help:
      "The share of cells given a wrong cell_type, 0 to 1; the right one is in cell_type_true.")
  var mislabelled: Double = 0

  @Option(help: "The seed of shapes, places and noise.")
  var seed: UInt64 = 1

  func validate() throws {
    do { try recipe.validate() } catch { throw ValidationError("\(error)") }
  }

  func run() throws {
    let log = ProgressLog()
    let simulated = try SimulatedCortex(recipe)
    try requireWritable(output)
    let writer = SectionWriter(note: "simulated, not measured: histoglot simulate \(choices)")
    for panel in 0..<panels {
      let path = path(ofPanel: panel)
      let written = stride(from: panel, to: sections, by: panels).map(simulated.section)
      try writer.write(written, to: path)
      let count = written.count
      log.say(
        "\(path): \(count.of("section")) of \(cells.of("cell")) × \(written[0].geneCount.of("gene"))"
      )
    }
  }

  private var recipe: SimulationRecipe {
    SimulationRecipe(
      cells: cells, genes: genes, sections: sections, panels: panels, mislabelled: mislabelled,
      seed: seed)
  }

  private var choices: String {
    "--cells \(cells) --genes \(genes) --sections \(sections) --panels \(panels)"
      + " --mislabelled \(mislabelled) --seed \(seed)"
  }

  private func path(ofPanel panel: Int) -> String {
    guard panels > 1 else { return output }
    let url = URL(fileURLWithPath: output)
    let stem = url.deletingPathExtension().lastPathComponent
    let name = "\(stem)-panel\(panel + 1).\(url.pathExtension.isEmpty ? "h5ad" : url.pathExtension)"
    return url.deletingLastPathComponent().appendingPathComponent(name).relativePath
  }
}
