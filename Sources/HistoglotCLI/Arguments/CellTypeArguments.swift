import ArgumentParser
import CellKnowledge

/// How sections are read, and how the types of their cells become known.
struct CellTypeArguments: ParsableArguments {
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

  @Option(
    help: "The kind of tissue (default: that whose markers cells express most): \(Tissue.names).")
  var tissue: Tissue?

  @OptionGroup var knowledge: KnowledgeArguments
  @OptionGroup var text: TextArguments
  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    if label != nil, types != nil {
      throw ValidationError("Give --label or --types, not both.")
    }
  }
}
