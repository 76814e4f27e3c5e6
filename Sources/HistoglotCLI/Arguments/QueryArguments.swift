import ArgumentParser
import CellKnowledge
import CellSections
import Foundation
import Histoglot

extension QueryOptions.Method: ExpressibleByArgument {}

/// How sections are asked for regions in words.
struct QueryArguments: ParsableArguments {
  @Option(
    help:
      "A model, from `histoglot align` or `histoglot finetune`; without one, markers tell types.")
  var model: String?

  @Option(help: "An obs key whose labels say which type each cell is, instead of a model.")
  var label: String?

  @Option(
    help: ArgumentHelp(
      "Without labels: types to look for by their markers, names with commas between, or a file (default: those that regions are known by).",
      valueName: "names|file"))
  var types: String?

  @Option(help: "How phrases are answered: facts (of regions and cells), or likeness (cosines).")
  var by = QueryOptions().method

  @Option(help: "Over how many cells scores are averaged.")
  var smoothingCells: Int = QueryOptions().smoothingCells

  @Option(help: "The kind of tissue (default: that whose markers the panel has): \(Tissue.names).")
  var tissue: Tissue?

  @OptionGroup var knowledge: KnowledgeArguments
  @OptionGroup var text: TextArguments
  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    if !(1...10_000).contains(smoothingCells) {
      throw ValidationError("--smoothing-cells must lie between 1 and 10000.")
    }
    if label != nil, types != nil {
      throw ValidationError("Give --label or --types, not both.")
    }
  }

  var options: QueryOptions {
    var options = QueryOptions()
    options.method = by
    options.smoothingCells = smoothingCells
    options.threads = threading.count
    return options
  }
}
