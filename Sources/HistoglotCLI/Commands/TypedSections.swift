import CellSections
import Foundation
import Histoglot

/// Sections, the types of their cells, and what is known of these.
struct TypedSections {
  let input: SectionInput
  let types: CellTypeEvidence
  /// Of a model that was aligned, where one was given.
  let vectors: CellTextVectors?
  let knowledge: SectionKnowledge
  /// nil without a text encoder.
  let sentences: SentenceVectors?

  /// - Parameters:
  ///   - labels: keys that the command needs.
  ///   - takesLikelyLabel: whether a label that is called like one of types is taken where nothing else was named.
  init(
    _ section: String, _ arguments: CellTypeArguments, labels: [String] = [],
    takesLikelyLabel: Bool = false
  ) throws {
    let log = ProgressLog()
    let threads = arguments.threading.count
    let keys = labels + (arguments.label.map { [$0] } ?? [])
    let model = try arguments.model.map { try ModelFolder(URL(fileURLWithPath: $0)).read() }
    let input = try SectionInput.read([section], arguments.reading.options(labels: keys), log: log)[
      0]
    let table = try arguments.reading.table()
    let knowledge = SectionKnowledge(
      try arguments.knowledge.store(), tissue: arguments.tissue, sections: input.sections,
      table: table)
    let encoder = SentenceSource(arguments.text, threads: threads, log: log)
    let reading = try model.map {
      try ModelReading($0, input, table: table, threads: threads, log: log)
    }
    self.input = input
    self.knowledge = knowledge
    types = try arguments.cellTypes(
      input, reading, knowledge, table: table, takesLikelyLabel: takesLikelyLabel, log: log)
    vectors = reading?.vectors(encoder)
    if arguments.tissue == nil, knowledge.doubt != nil { log.say(knowledge.inferredTissue) }
    sentences = encoder.isThere ? { try encoder.vectors(of: $0) } : nil
    log.say(types.sentence)
  }
}

extension CellTypeArguments {
  /// Which type each cell is of, from what the user gave: labels, types to look for, a model; else from a likely label,
  /// where that is wanted, or markers alone.
  fileprivate func cellTypes(
    _ input: SectionInput, _ reading: ModelReading?, _ knowledge: SectionKnowledge,
    table: GeneTable?, takesLikelyLabel: Bool, log: ProgressLog
  ) throws -> CellTypeEvidence {
    if let label { return try CellTypeEvidence(labels: label, of: input.sections) }
    if types == nil {
      if let known = reading?.types() { return known }
      if takesLikelyLabel, let key = input.sections.first?.likelyTypeKey,
        input.sections.allSatisfy({ $0.label(key) != nil })
      {
        return try CellTypeEvidence(labels: key, of: input.sections)
      }
    }
    var options = ZeroShotOptions()
    options.threads = threading.count
    let candidates: [TypeCandidate]
    if let types {
      candidates = try knowledge.candidates(named: types)
    } else {
      let parted = try knowledge.candidates(seenIn: input.sections, table: table)
      candidates = parted.seen.isEmpty ? parted.unseen : parted.seen
      if !parted.seen.isEmpty, !parted.unseen.isEmpty {
        log.say(
          "not seen in this section, since their markers on the panel do not go together or are other types' too: \(parted.unseen.map(\.name).listed(40)); --types looks for them all the same"
        )
      }
    }
    let annotation = try ZeroShotAnnotation(
      input.sections, candidates: candidates, table: table, options: options)
    return CellTypeEvidence(annotation) { knowledge.text(of: $0) }
  }
}
