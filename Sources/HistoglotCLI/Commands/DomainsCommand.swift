import ArgumentParser
import CellSections
import Foundation
import Histoglot
import SectionAnalysis
import TissueMaps

struct DomainsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "domains",
    abstract: "Finds regions of the tissue without labels: spatial domains, layers, niches.",
    discussion: """
      Writes a copy of the input with obs['histoglot_domain'] (D1 is the largest), \
      obs['histoglot_domain_confidence'], obsm['histoglot_domain_probabilities'] and uns['histoglot_domain']. All \
      sections of a file are looked at together, each about its own mean, and share the names of domains.

      Domains are told by what neighbours have in common: by the expression of the cells and, with --model, by the \
      model's latent vectors, whichever parts the tissue more steadily; pre-train the model on these sections first, \
      which takes no labels. Without --count the number is chosen on which fits at several scales agree best; that is \
      a suggestion, and tissues have domains within domains. Confidence is not calibrated, there being no label to \
      calibrate with. Turning, mirroring or shifting a section changes nothing.

      Example:
        histoglot domains section.h5ad --count 7 -o domains.h5ad --map domains.png
        histoglot pretrain section.h5ad -o pretrained
        histoglot domains section.h5ad --model pretrained -o domains.h5ad
        histoglot render domains.h5ad --color-by histoglot_domain -o map.png
      """)

  @Argument(help: SectionArguments.inputs)
  var section: String

  @Option(help: "A model folder, whose latent vectors are looked at beside expression.")
  var model: String?

  @Option(
    name: [.customShort("k"), .long],
    help: "How many domains (default: the number from 2 to 15 on which fits agree best).")
  var count: Int?

  @Option(name: [.short, .long], help: "The .h5ad file to write.")
  var output: String

  @Option(help: "The obs key to write, and what names of other results begin with.")
  var key = "histoglot_domain"

  @Option(help: "Also draw the domains as PNG.")
  var map: String?

  @Option(help: "Draws the starts of the fits, and the cells they are made to in a large section.")
  var seed: UInt64 = 0

  @Flag(help: "Print what was found as JSON.")
  var json = false

  @Option(help: "How many cells at a time pass the parts of the model that know no other cell.")
  var blockCells: Int = 4096

  @OptionGroup var computing: PrecisionArguments
  @OptionGroup var reading: SectionArguments
  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    if let count, !(2...DomainOptions.mostDomains).contains(count) {
      throw ValidationError("--count must lie between 2 and \(DomainOptions.mostDomains).")
    }
    if blockCells < 1 { throw ValidationError("--block-cells must be at least 1.") }
    if key.isEmpty || key.contains(where: { $0 == "/" || $0.isNewline }) {
      throw ValidationError("--key must be a name on one line, without a slash.")
    }
  }

  func run() throws {
    let log = ProgressLog()
    let started = Date()
    try computing.precision.check()
    warnOfSlowLinearAlgebra(log)
    try requireWritable(output)
    if let map { try requireWritable(picture: map, apartFrom: [output, section]) }
    let folder = model.map { ModelFolder(URL(fileURLWithPath: $0)) }
    var tissueModel = try folder?.read()
    tissueModel?.tasks = []
    tissueModel?.alignment = nil
    let input = try SectionInput(section, reading.options(threads: threading.count))
    if tissueModel == nil { input.tell(log) }
    try DomainSections.requireFree(key, in: section)
    if map != nil, input.sections.contains(where: { $0.coordinates == nil }) {
      throw CommandError.noCoordinates(section)
    }
    var options = DomainOptions()
    options.count = count
    options.seed = seed
    options.threads = threading.count
    let material = try DomainMaterial(input.sections, options: options)
    warn(of: material.placeless, of: material.sections.count, log)
    warn(of: input.sections, log)
    let (file, latents) = try embedded(input, tissueModel, log)
    let found = try SpatialDomains(material, latents: latents, options: options) { done, all in
      log.update(
        "\(log.bar(Double(done) / Double(all)))\(ProgressLog.duration(Date().timeIntervalSince(started)))"
      )
    }
    log.clearLine()
    let domains = DomainSections(
      file: file, found: found, key: key, seed: seed, sections: material.sections)
    try tissueModel?.store.requireUnchanged()
    let digest = try folder.map { try FileDigest.sha256(ofFileAt: $0.weights) }
    try domains.write(to: output, model: digest.map { (model ?? "", $0) })
    if let map {
      let drawn = try file.map(of: domains.labels, title: "spatial domains").draw()
      try drawn.raster.write(to: map)
      log.say(notes: drawn.notes)
    }
    for line in domains.lines(asked: count) { log.say(line) }
    log.say("\(output): written after \(Date().timeIntervalSince(started).digits(1)) s")
    if json { print(try domains.json(output: output)) }
  }

  /// The latent vectors of all cells, section after section, where there is a model; its counts go once it has them.
  private func embedded(
    _ input: consuming SectionInput, _ model: TissueModel?, _ log: ProgressLog
  ) throws -> (AnnotationFile, FeatureMatrix?) {
    guard let model else { return (AnnotationFile(input: input), nil) }
    let annotated = try AnnotatedSections(
      input, model: model, table: reading.table(), blockRows: blockCells, threads: threading.count,
      precision: computing.precision, log: log)
    let width = annotated.annotations.first?.latentWidth ?? 0
    let values = annotated.annotations.flatMap(\.latents)
    return (
      annotated.file,
      FeatureMatrix(rowCount: values.count / max(width, 1), columnCount: width, values: values)
    )
  }

  /// Cells that say nothing are put into some domain all the same.
  private func warn(of sections: [CellSection], _ log: ProgressLog) {
    let empty = sections.reduce(0) { $0 + $1.counts.rowTotals().count { $0 == 0 } }
    if empty > 0 {
      log.say(
        "warning: \(empty.of("cell")) without counts: they are like one another and like nothing else, and their domains mean nothing; leave them out"
      )
    }
    let small = sections.filter { $0.cellCount < DomainOptions.fewestCells * 2 }.map(\.name)
    if sections.count > 1, !small.isEmpty {
      log.say(
        "warning: hardly any cells in \(small.listed(5)): a section is seen about its own mean, which few cells do not tell"
      )
    }
  }

  private func warn(of placeless: [String], of sections: Int, _ log: ProgressLog) {
    if placeless.isEmpty { return }
    log.say(
      placeless.count == sections
        ? "warning: no coordinates: cells are parted by what they are and not by where they lie, so that these are groups of cells and no domains of a tissue; name the obsm key with --coordinates if there is one"
        : "warning: no coordinates of \(placeless.listed(5)): their cells are told by themselves and not by their surroundings, and mostly wrong"
    )
  }
}
