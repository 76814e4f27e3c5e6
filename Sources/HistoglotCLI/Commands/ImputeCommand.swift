import ArgumentParser
import CellSections
import Foundation
import Histoglot

struct ImputeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impute",
    abstract: "Tells genes that a section did not measure from a reference that did.",
    discussion: """
      The reference is another section, or a file of single cells, that shares genes with the section. Writes a copy \
      of the input with obsm['X_histoglot_imputed'], log expression of the imputed genes, and the genes with the \
      correlation that is to be expected of each in uns['histoglot_imputed']. In Python

        genes = adata.uns["histoglot_imputed"]["genes"]
        imputed = anndata.AnnData(adata.obsm["X_histoglot_imputed"],
          obs=adata.obs, var=genes, obsm=adata.obsm)

      How the genes are told is chosen by hiding shared genes in turn; how well that went is said, and is what \
      expectations rest on. A gene of low expectation is best left alone.

      Example:
        histoglot impute section.h5ad --reference atlas.h5ad -o imputed.h5ad
        histoglot impute section.h5ad --reference xenium --genes "Gad1, Slc17a7" \\
          -o imputed.h5ad
      """)

  @Argument(help: SectionArguments.inputs)
  var section: String

  @Option(help: "A section or a file of single cells that measured more genes.")
  var reference: String

  @Option(
    help: ArgumentHelp(
      "Genes with commas between, or a file with one on each line (default: all that only the reference measured).",
      valueName: "names|file"))
  var genes: String?

  @Option(help: "The element of the reference that holds counts (default: found).")
  var referenceCounts: String?

  @Option(name: [.short, .long], help: "The .h5ad file to write.")
  var output: String

  @Option(help: "Shuffles the shared genes before some are hidden in turn.")
  var seed: UInt64 = 0

  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func run() throws {
    let log = ProgressLog()
    warnOfSlowLinearAlgebra(log)
    try requireWritable(output, apartFrom: [reference])
    let wanted = try genes.map { try GeneNames($0).names }
    let input = try SectionInput(section, reading.options(threads: threading.count))
    input.tell(log)
    var options = reading.options(threads: threading.count)
    options.sections.countsElement = referenceCounts
    options.sections.coordinatesKey = nil
    let known = try SectionInput(reference, options)
    known.tell(log)
    var settings = ImputationOptions()
    settings.seed = seed
    settings.threads = threading.count
    let table = try reading.table()
    let imputations = try input.sections.map { section in
      let started = Date()
      let imputation = try SectionInput.naming([input, known]) {
        try GeneImputation(
          section, reference: known.sections, genes: wanted, table: table, options: settings
        ) { done, all in
          log.update(
            "\(section.name): \(log.bar(Double(done) / Double(all)))\(ProgressLog.duration(Date().timeIntervalSince(started)))"
          )
        }
      }
      say(imputation, of: section, log)
      return imputation
    }
    try ImputedFile(AnnotationFile(input: input), imputations, reference: reference).write(
      to: output)
    log.say("\(output): \((imputations.first?.genes.count ?? 0).of("gene")) imputed")
  }

  private func say(_ imputation: GeneImputation, of section: CellSection, _ log: ProgressLog) {
    log.say(
      "\(section.name): \(imputation.leftOut.count) shared genes left out in turn, mean correlation with what was measured \(imputation.correlation.digits(3))"
    )
    for candidate in imputation.candidates.prefix(3) {
      log.say("  \(candidate.correlation.digits(4))  \(candidate.choice)")
    }
    let expected = zip(imputation.genes, imputation.expectedCorrelations).sorted { $0.1 > $1.1 }
    func listed(_ pairs: some Sequence<(Gene, Double)>) -> String {
      pairs.map { "\($0.0.name) \($0.1.digits(2))" }.joined(separator: ", ")
    }
    log.say("  correlation to expect, best: \(listed(expected.prefix(5)))")
    if expected.count > 5 {
      log.say(
        "  correlation to expect, worst: \(listed(expected.suffix(min(5, expected.count - 5))))")
    }
    if imputation.correlation < 0.1 {
      log.say(
        "warning: \(section.name): shared genes were hardly told; do not rely on the genes imputed")
    }
  }
}
