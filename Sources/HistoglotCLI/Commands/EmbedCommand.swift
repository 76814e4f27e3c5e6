import ArgumentParser
import Foundation
import Histoglot

struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Writes the latent vector of each cell to obsm['X_histoglot'].",
    discussion: """
      Example:
        histoglot embed section.h5ad --model pretrained -o embedded.h5ad
      """)

  @Argument(help: SectionArguments.inputs)
  var section: String

  @Option(help: "A model folder.")
  var model: String

  @Option(name: [.short, .long], help: "The .h5ad file to write.")
  var output: String

  @Option(help: "How many cells at a time pass the parts of the model that know no other cell.")
  var blockCells: Int = 4096

  @OptionGroup var computing: PrecisionArguments
  @OptionGroup var profiling: ProfileArguments
  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    if blockCells < 1 { throw ValidationError("--block-cells must be at least 1.") }
  }

  func run() throws {
    let log = ProgressLog()
    let started = Date()
    let profile = profiling.begin()
    try computing.precision.check()
    warnOfSlowLinearAlgebra(log)
    try requireWritable(output)
    var tissueModel = try ModelFolder(URL(fileURLWithPath: model)).read(profile: profile)
    tissueModel.tasks = []
    tissueModel.alignment = nil
    let annotated = try AnnotatedSections(
      SectionInput(section, reading.options(threads: threading.count), profile: profile),
      model: tissueModel,
      table: reading.table(), blockRows: blockCells, threads: threading.count,
      precision: computing.precision, profile: profile, log: log)
    try profile.measure(CommandStage.write) {
      try annotated.writeEmbedding(to: output)
      profile?.count(fileAt: output)
    }
    log.say(
      "\(output): \(tissueModel.configuration.latent) latent dimensions written after \(Date().timeIntervalSince(started).digits(1)) s"
    )
    log.say(profile)
  }
}
