import ArgumentParser
import CellKnowledge
import CellSections
import Foundation
import Histoglot

/// Types that are looked for by name.
struct TypeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Types to look for: names with commas between, or a file with one name a line or the columns name and markers.",
      valueName: "names|file"))
  var types: String?

  @Flag(
    help:
      "Look for the broad types of the tissue that the section holds: two markers or more of theirs are on the panel and go together."
  )
  var ontologySlim = false

  @Option(
    help: ArgumentHelp(
      "A knowledge store from `histoglot knowledge build`, where types without markers of yours are looked up (default: the built-in table).",
      valueName: "kb.sqlite"))
  var knowledge: String?

  @Option(
    help: ArgumentHelp(
      "The kind of tissue, for types that were not named and names that mean several things: \(Tissue.names) (default: that whose markers cells express most).",
      valueName: "tissue"))
  var tissue: Tissue?

  @Option(help: "How types are told apart: self-training, or markers alone.")
  var by = ZeroShotOptions.Method.selfTraining

  @Option(help: "What self-training sees of a cell: components, latent or both (of --model).")
  var representation = ZeroShotOptions.Representation.components

  @Option(
    help: "Smooth probabilities over cells alike and near, (I + λL)⁻¹; 0 is none, 1 a little.")
  var smoothing: Double = 0

  @Option(help: "Which label key of a fine-tuned model holds types (default: the first).")
  var seenKey: String?

  @Flag(
    help:
      "Look for types without a marker on the panel by their names' meaning alone; needs a model aligned with texts, and is often wrong."
  )
  var inWords = false

  @Flag(
    help:
      "The types named are all there are: every cell with counts gets its best label, and no other type of the tissue competes."
  )
  var forced = false

  var isGiven: Bool { types != nil || ontologySlim }

  func validate() throws {
    if !(smoothing >= 0 && smoothing <= 1_000_000) {
      throw ValidationError("--smoothing must lie between 0 and 1000000, not \(smoothing).")
    }
    if types != nil, ontologySlim {
      throw ValidationError("Give --types or --ontology-slim, not both.")
    }
    if !isGiven,
      forced || inWords || seenKey != nil || smoothing > 0 || knowledge != nil || tissue != nil
    {
      throw ValidationError(
        "--forced, --in-words, --seen-key, --smoothing, --knowledge and --tissue go with --types or --ontology-slim."
      )
    }
  }

  /// What sections are searched for.
  ///
  /// - Parameters:
  ///   - seen: the types that a model has learned.
  ///   - speciesName: what the user says of the species.
  func types(
    in sections: [CellSection], seen: [String], speciesName: String?, table: GeneTable?
  ) throws -> SoughtTypes {
    let store = try knowledge.map { try KnowledgeStore(opening: $0) } ?? KnowledgeStore()
    let known = SectionKnowledge(
      store, tissue: tissue, speciesName: speciesName, sections: sections, table: table)
    var sought =
      try types.map {
        try SoughtTypes(
          named: $0, seen: seen, known, tissue: tissue, in: sections, table: table, isAll: forced)
      }
      ?? SoughtTypes(broadTypesOf: known, in: sections, table: table, isAll: forced)
    if tissue == nil, !(types != nil && forced) {
      sought.notes.insert(known.inferredTissue, at: 0)
    }
    return sought
  }

  /// Which of a model's label keys holds types; nil where it has learned no label.
  func seenTask(of model: TissueModel, path: String) throws -> Int? {
    let keys = model.labelKeys
    guard let seenKey else { return keys.isEmpty ? nil : 0 }
    guard let place = keys.firstIndex(of: seenKey) else {
      throw CommandError.noLabelKey(seenKey, path: path, has: keys)
    }
    return place
  }

  func options(threads: Int, hasModel: Bool) throws -> ZeroShotOptions {
    if representation != .components, !hasModel {
      throw CommandError.needsModel("--representation \(representation.rawValue)")
    }
    var options = ZeroShotOptions()
    options.method = by
    options.representation = representation
    options.smoothing = smoothing
    if forced { options.noneScore = nil }
    options.threads = threads
    return options
  }
}

extension ZeroShotOptions.Method: ExpressibleByArgument {}
extension ZeroShotOptions.Representation: ExpressibleByArgument {}

extension Tissue {
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
