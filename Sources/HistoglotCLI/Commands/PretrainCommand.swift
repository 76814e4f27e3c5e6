import ArgumentParser
import CellSections
import Foundation
import Histoglot
import TissueMaps

struct PretrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pretrain",
    abstract:
      "Learns from sections without labels: hidden counts are predicted from what lies around.",
    discussion: """
      Sections may have different gene panels, and may lack coordinates. The folder that comes out holds \
      config.json, model.safetensors, genes.tsv, a model card, training.jsonl, loss.png and checkpoints. \
      Ctrl-C saves; --resume goes on as if nothing had happened.

      Example:
        histoglot pretrain xenium_mouse_brain.h5ad starmap.h5ad -o pretrained
        histoglot pretrain starmap.h5ad -o ablated --without flow-attention,masking
        histoglot pretrain xenium_mouse_brain.h5ad starmap.h5ad -o pretrained --resume
      """)

  @Argument(help: "Sections: .h5ad files, Xenium folders or Visium folders.")
  var sections: [String]

  @Option(name: [.short, .long], help: "The model folder to write.")
  var output: String

  @Option(
    help: "The shape of the model: \(Preset.allCases.map(\.rawValue).joined(separator: ", ")).")
  var preset: Preset = .base

  @Option(help: "Passes over all cells (default: some \(PretrainingOptions.stepsByDefault) steps).")
  var epochs: Int?

  @Option(help: "The seed; the same seed gives the same weights.")
  var seed: UInt64 = 0

  @Option(help: "The learning rate after warm-up.")
  var rate: Double = PretrainingOptions().rate

  @Option(
    help:
      "Parts to leave out, commas between or one by one, to see what they are worth: \(ModelPart.allCases.map(\.rawValue).joined(separator: ", ")). Blocks without attention stay, each cell by itself; without masking all counts are shown and predicted.",
    transform: parts(named:))
  var without: [[ModelPart]] = []

  @Flag(help: "Go on from the last checkpoint.")
  var resume = false

  @Flag(help: "Replace a model that is there.")
  var overwrite = false

  @OptionGroup var profiling: ProfileArguments
  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1.") }
    if !(rate > 0 && rate.isFinite) { throw ValidationError("--rate must be a number above 0.") }
    do { _ = try options.configuration() } catch { throw ValidationError("\(error)") }
  }

  func run() throws {
    let log = ProgressLog()
    let interruption = Interruption()
    let profile = profiling.begin()
    warnOfSlowLinearAlgebra(log)
    let folder = URL(fileURLWithPath: output)
    let checkpoints = CheckpointFolder(ofModelAt: folder)
    if !resume { try requireFree(modelFolder: folder, overwriting: overwrite) }
    let inputs = try profile.measure(CommandStage.read) {
      for path in sections { profile?.count(fileAt: path) }
      return try SectionInput.read(sections, reading.options(threads: threading.count), log: log)
    }
    let all = inputs.flatMap(\.sections)
    if let (one, other) = sameCells(all) {
      log.say("warning: sections '\(one)' and '\(other)' hold the same cells, which count twice")
    }
    let table = try reading.table()
    let vocabulary = try SectionInput.naming(inputs) {
      try GeneVocabulary(uniting: all, table: table)
    }
    let prepared = try SectionInput.naming(inputs) {
      try all.map { unprepared in
        let section = try profile.measure(CommandStage.prepare) {
          try PreparedSection(
            unprepared, vocabulary: vocabulary, table: table,
            neighbours: preset.configuration.encoder.neighbours, threads: threading.count,
            profile: profile)
        }
        if table != nil { log.say("\(section.genes)") }
        return section
      }
    }
    guard prepared.contains(where: { $0.counts.statistics.librarySizes.contains { $0 > 0 } }) else {
      throw TrainingError.noCells
    }
    let run = try PretrainingRun(
      sections: prepared, vocabulary: vocabulary, options: options, threads: threading.count,
      profile: profile)
    if resume {
      try profile.measure(CommandStage.checkpoints) {
        try checkpoints.resume(run) { log.say("warning: \($0)") }
      }
    } else {
      // Only now: an input that is refused leaves the old model's checkpoints as they are.
      try checkpoints.discard()
    }
    log.say(try profile.measure(CommandStage.forecast) { try forecast(run, checkpoints) })
    let session = PretrainingSession(
      run: run, folder: folder, checkpoints: checkpoints, log: log, interruption: interruption,
      profile: profile)
    try session.finish(appending: resume)
    log.say(profile)
  }

  private var options: PretrainingOptions {
    PretrainingOptions(
      preset: preset, epochs: epochs, seed: seed, rate: rate,
      without: without.flatMap(\.self))
  }

  /// How long it will take and how much memory.
  private func forecast(_ run: PretrainingRun, _ checkpoints: CheckpointFolder) throws -> String {
    let left = try run.rehearse(writingTo: checkpoints).seconds
    // The rehearsal took what a run takes: the largest window, and a checkpoint.
    let megabytes = peakMemory() / 1_000_000
    return
      "\(run.model.parameterCount) parameters, \(run.epochs.of("epoch")) of about \(run.stepsPerEpoch.of("step")): about \(ProgressLog.duration(left)), about \(megabytes) MB"
  }
}

extension Preset: ExpressibleByArgument {}
