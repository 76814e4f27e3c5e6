import Autodiff
import CellSections
import Foundation
import Histoglot
import SectionAnalysis
import TextEncoder

/// Sections made ready to be asked in words.
struct QuerySession {
  let input: SectionInput
  let types: CellTypeEvidence
  let query: TissueQuery

  /// - Parameter labels: keys that the command needs.
  init(_ section: String, _ arguments: QueryArguments, options: QueryOptions, labels: [String] = [])
    throws
  {
    let typed = try TypedSections(section, arguments.typing, labels: labels)
    input = typed.input
    types = typed.types
    query = try TissueQuery(
      typed.input.sections, types: typed.types, vectors: typed.vectors,
      knowledge: typed.knowledge, sentences: typed.sentences, options: options)
  }
}

/// The text encoder, read when it is first needed: many queries are understood by name.
final class SentenceSource {
  private let arguments: TextArguments
  private let workspace: Workspace<Float>
  private var encoder: SentenceEncoder<Float>?
  let isThere: Bool

  init(_ arguments: TextArguments, threads: Int, log: ProgressLog) {
    self.arguments = arguments
    workspace = Workspace<Float>(threads: threads)
    do {
      _ = try arguments.folder()
      isThere = true
    } catch {
      isThere = false
      log.say("note: \(error); without it, only names are understood")
    }
  }

  func vectors(of texts: [String]) throws -> (values: [Float], width: Int) {
    let encoder = try encoder ?? arguments.encoder()
    self.encoder = encoder
    return (encoder.vectors(of: texts, in: workspace).elements, encoder.width)
  }
}

/// Sections as a model reads them.
struct ModelReading {
  let model: TissueModel
  private let sections: [PreparedSection]
  private let workspace: Workspace<Float>

  init(
    _ model: TissueModel, _ input: SectionInput, table: GeneTable?, threads: Int, log: ProgressLog
  ) throws {
    sections = try SectionInput.naming([input]) {
      try input.sections.map { section in
        let prepared = try PreparedSection(
          section, vocabulary: model.vocabulary, table: table,
          neighbours: model.configuration.encoder.neighbours, threads: threads)
        log.say("\(prepared.genes)")
        return prepared
      }
    }
    self.model = model
    workspace = Workspace<Float>(threads: threads)
  }

  /// Vectors of cells in the space of texts; nil where the model was not aligned.
  func vectors(_ encoder: SentenceSource) -> CellTextVectors? {
    guard let alignment = model.alignment, encoder.isThere else { return nil }
    let workspace = workspace
    return CellTextVectors(
      cells: sections.map { alignment.cellVectors($0, in: workspace) },
      width: alignment.width
    ) { texts in
      alignment.textVectors(try encoder.vectors(of: texts).values, in: workspace)
    }
  }

  /// Types as the model was aligned with them, or else as it has learned the first of its labels; nil where it has
  /// learned none.
  func types() -> CellTypeEvidence? {
    if let alignment = model.alignment {
      return CellTypeEvidence(
        source: .alignment(alignment.key),
        types: alignment.texts.map { .init(name: $0.label, text: $0.text) },
        probabilities: sections.map { alignment.labels($0, in: workspace).values })
    }
    guard let task = model.tasks.first else { return nil }
    return CellTypeEvidence(
      source: .model(task.key), types: task.categories.map { .init(name: $0, text: $0) },
      probabilities: sections.map {
        SectionAnnotation($0, model: model, in: workspace).labels[0].values
      })
  }
}

extension CellTypeEvidence {
  /// What a person is told of it.
  var sentence: String {
    let count = types.count.of("type")
    return switch source {
    case .label(let key): "\(count) from obs['\(key)']"
    case .alignment(let key): "\(count) from the model's alignment with '\(key)'"
    case .model(let key): "\(count) from the model's label '\(key)'"
    case .markers: "\(count) from markers and the section itself; no label was used"
    }
  }
}
