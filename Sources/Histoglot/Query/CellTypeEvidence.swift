import CellSections
import SectionAnalysis

/// Which type each cell is of, as far as is known: from labels, from a model that was aligned with texts, or from
/// markers alone.
public struct CellTypeEvidence: Sendable {
  /// Where it is from.
  public enum Source: Sendable, Equatable {
    /// Labels of `obs`.
    case label(String)
    /// A model that was aligned with the labels of this key.
    case alignment(String)
    /// A model that has learned this label.
    case model(String)
    /// No label at all: markers, and what cells themselves taught.
    case markers
  }

  /// A type that cells may be of.
  public struct CellType: Sendable, Equatable {
    /// As labels or the model have it.
    public var name: String
    /// What is said of it; the name where nothing is.
    public var text: String

    public init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  public var source: Source
  public var types: [CellType]
  /// Per section, in the section's order, `[cells, types]`.
  public var probabilities: [FeatureMatrix]

  public init(source: Source, types: [CellType], probabilities: [FeatureMatrix]) {
    precondition(
      probabilities.allSatisfy { $0.columnCount == types.count },
      "CellTypeEvidence: \(types.count) types beside \(probabilities.first?.columnCount ?? 0)")
    self.source = source
    self.types = types
    self.probabilities = probabilities
  }

  /// The labels of an `obs` key, each as sure as can be; cells without one are of no type.
  ///
  /// - Throws: `QueryError` where a section has no such label.
  public init(labels key: String, of sections: [CellSection]) throws {
    let columns = try sections.map { section in
      guard let column = section.label(key) else {
        throw QueryError(
          place: "section \(section.name)",
          reason: .missingLabel(key: key, has: section.labels.map(\.name)))
      }
      return column
    }
    let used = columns.map { Set($0.codes.filter { $0 >= 0 }).map { Int($0) } }
    let names = zip(columns, used).flatMap { column, codes in codes.map { column.categories[$0] } }
    let types = Set(names).sorted()
    var placeOfName: [String: Int] = [:]
    for (place, name) in types.enumerated() { placeOfName[name] = place }
    self.init(
      source: .label(key), types: types.map { CellType(name: $0, text: $0) },
      probabilities: columns.map { column in
        var values = FeatureMatrix(rowCount: column.codes.count, columnCount: types.count)
        for cell in column.codes.indices {
          if let place = column[cell].flatMap({ placeOfName[$0] }) { values[cell, place] = 1 }
        }
        return values
      })
  }

  /// What self-training from markers made of the sections.
  public init(_ annotation: ZeroShotAnnotation, texts: (TypeCandidate) -> String) {
    let types = annotation.answerable.map {
      CellType(name: $0.candidate.name, text: texts($0.candidate))
    }
    self.init(
      source: .markers, types: types,
      probabilities: annotation.sections.map { section in
        var values = section.probabilities
        for cell in section.isEmpty.indices where section.isEmpty[cell] {
          for type in types.indices { values[cell, type] = 0 }
        }
        return values
      })
  }
}

extension CellTypeEvidence {
  /// Whether types were given, and need no counts to be known.
  var isOfLabels: Bool { if case .label = source { true } else { false } }

  /// The most probable type of each cell of a section, the first of equals; nil for a cell of no type. `[cells]`
  func bestTypes(inSection place: Int) -> [Int?] {
    let own = probabilities[place]
    return (0..<own.rowCount).map { cell in
      var best: Int?
      for type in types.indices where own[cell, type] > (best.map { own[cell, $0] } ?? 0) {
        best = type
      }
      return best
    }
  }
}

/// Vectors of cells that texts can be compared with, from a model that was aligned.
public struct CellTextVectors {
  /// Per section, in the section's order, unit vectors, `[cells, width]`, row after row.
  public var cells: [[Float]]
  public var width: Int
  /// The unit vectors of texts in the same space, `[texts, width]`, row after row.
  public var ofTexts: ([String]) throws -> [Float]

  public init(
    cells: [[Float]], width: Int, ofTexts: @escaping ([String]) throws -> [Float]
  ) {
    self.cells = cells
    self.width = width
    self.ofTexts = ofTexts
  }
}
