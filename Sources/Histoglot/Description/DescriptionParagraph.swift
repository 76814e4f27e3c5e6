/// A region's description in words, each statement with its number.
public struct DescriptionParagraph: Sendable, Equatable, CustomStringConvertible {
  /// What observations are called: `cell`, or `spot` on spot platforms.
  public enum Observation: String, Sendable {
    case cell
    case spot
  }

  /// What is said, a sentence each, in order.
  public let sentences: [String]
  /// How numbers came about.
  public let method: String

  /// What chance makes as often as this or more is no difference.
  static let significance = 0.05
  /// Of fewer cells numbers say little.
  static let fewCells = 10

  /// - Parameter typesFrom: where types are from: `obs['cell_type']`.
  public init(
    _ description: RegionDescription, typesFrom: String, observation: Observation = .cell
  ) {
    let writer = ParagraphParts(description: description, cells: observation.rawValue + "s")
    sentences =
      writer.extent + writer.cautions + writer.composition + writer.markers + writer.terms
      + writer.texts
    method = writer.method(typesFrom: typesFrom)
  }

  /// The paragraph, and a second one on its numbers.
  public var description: String { sentences.joined(separator: " ") + "\n\n" + method }
}
