/// What shapes the answer to a query. The defaults are reasoned in `docs/decisions`, and not tuned on any label.
public struct QueryOptions: Sendable, Equatable {
  /// Over how many cells values are averaged, the cell itself among them.
  public var smoothingCells = 50
  /// Above how many deviations a cell belongs to a region; nil lets the scores say where they part.
  public var threshold: Double?
  /// A region has so many cells or is left out.
  public var fewestCells = 10
  /// A region that chance makes more often than this is left out.
  public var significance = 0.05
  /// How often cells change places to see what chance makes.
  public var permutations = 199
  public var seed: UInt64 = 0
  /// The most regions that are listed.
  public var mostRegions = 20
  /// Words mean what is known if the cosine of both is at least so large.
  public var leastCosine = 0.4
  /// The words that carry the meaning, those of grammar and such as "cells" left out, must reach this by themselves:
  /// a little more than the most that any everyday phrase of `tools/queries/unrelated-phrases.txt` reaches, so that
  /// "cells that like jazz" are no cells.
  public var leastContentCosine = 0.29
  /// With a model that was aligned, words whose cosine is at least so large are compared with cells directly, if
  /// those that carry the meaning reach `leastCosine` by themselves.
  public var leastLikeness = 0.35
  /// Words that mean several things nearly alike mean any of so many.
  public var mostAlternatives = 3
  /// What is less likely than this beside the likeliest is not meant.
  public var leastAlternative = 0.25
  /// By how much two cosines differ where one meaning is `e` times as likely as the other.
  public var cosineScale = 0.05
  /// How text terms are answered.
  public var method = Method.facts
  /// No result depends on it.
  public var threads = 1

  /// How a phrase becomes a score, for comparison.
  public enum Method: String, Sendable, CaseIterable {
    /// By what is known of regions and cells; by likeness where nothing is.
    case facts
    /// By the cosine of the phrase and cells, in a model that was aligned.
    case likeness
  }

  public init() {}
}
