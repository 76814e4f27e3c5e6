import AnnDataFiles
import ArgumentParser
import CellSections
import Foundation
import Histoglot

struct DenoiseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "denoise",
    abstract: "Averages the noise of counting out of a section.",
    discussion: """
      Writes a copy of the input with layers['histoglot_denoised']: log1p of counts at the median library size, each \
      value put together of the cell itself, cells like it and cells near it. How much each counts is learnt by \
      splitting the section's own counts in two halves; no reference and no model is needed. Values are for looking \
      at and for plotting; tests of differences should use the counts.

      Example:
        histoglot denoise section.h5ad -o denoised.h5ad
      """)

  @Argument(help: SectionArguments.inputs)
  var section: String

  @Option(name: [.short, .long], help: "The .h5ad file to write.")
  var output: String

  @Option(help: "Draws the halves of the counts.")
  var seed: UInt64 = 0

  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func run() throws {
    let log = ProgressLog()
    warnOfSlowLinearAlgebra(log)
    try requireWritable(output)
    let input = try SectionInput(section, reading.options(threads: threading.count))
    input.tell(log)
    // A layer has the genes of var; raw may have others.
    if input.loaded.report.counts.element.hasPrefix("raw") {
      throw CommandError.layerOfRaw(input.path)
    }
    var options = DenoisingOptions()
    options.seed = seed
    options.threads = threading.count
    let started = Date()
    let denoised = try input.sections.map { section in
      let denoised = try SectionInput.naming([input]) {
        try CountDenoising(section, options: options) { done, all in
          log.update(
            "\(section.name): \(log.bar(Double(done) / Double(all)))\(ProgressLog.duration(Date().timeIntervalSince(started)))"
          )
        }
      }
      log.say(
        "\(section.name): telling one half of the counts by the other, error \(denoised.errors.denoised.digits(4)) denoised, \(denoised.errors.own.digits(4)) as it is"
      )
      for (view, weight) in denoised.weights {
        log.say("  \(weight.digits(2))  \(view)")
      }
      return denoised
    }
    let width = input.sections.first?.geneCount ?? 0
    let file = AnnotationFile(input: input)
    let rows = zip(input.sections, denoised).map { section, denoised in
      (0..<section.cellCount).map { Array(denoised.expression[$0 * width..<($0 + 1) * width]) }
    }
    let values = file.inFileOrder([], rows)
    try file.write(to: output) { copy, _ in
      copy.set(
        .array(TypedArray(shape: [values.count, width], .float32(Array(values.joined())))),
        named: "histoglot_denoised", in: .layers)
    }
    log.say("\(output): layers['histoglot_denoised'] written")
  }
}
