/// Where a section fits a query.
public struct QueryAnswer: Sendable, Equatable {
  public var interpretation: QueryInterpretation
  /// How well each cell's neighbourhood fits, in deviations over all cells; per section, in its order. All 0 where the
  /// query was not understood.
  public var scores: [[Double]]
  /// From which score on cells belong to a region.
  public var threshold: Double
  /// How far "near" reaches, in steps of the coordinates.
  public var nearLength: Double
  /// The largest first.
  public var regions: [FoundRegion]
  /// What else lies above the threshold.
  public var leftOut = LeftOutGroups()
  /// Why there are none.
  public var noMatch: NoMatch?

  /// The place in `regions` of each cell's region, -1 for none; per section, in its order.
  public var regionOfCell: [[Int32]] {
    var places = scores.map { [Int32](repeating: -1, count: $0.count) }
    for (place, region) in regions.enumerated() {
      for cell in region.cells { places[region.section][cell] = Int32(place) }
    }
    return places
  }
}

/// Why a query has no answer.
public enum NoMatch: Sendable, Equatable {
  /// Some of its words are not understood, or stand for nothing in the section.
  case notUnderstood([UnknownWords])
  /// Cells that fit lie together no more than chance lets them: the least p-value that was seen.
  case nothingButChance(least: Double)
  /// No region has cells enough.
  case regionsTooSmall(largest: Int)
}

extension NoMatch: CustomStringConvertible {
  /// On one line.
  public var description: String {
    switch self {
    case .notUnderstood(let words):
      "No good match: " + words.map(\.description).joined(separator: "; ")
    case .nothingButChance(let least):
      "No good match: cells that fit lie no closer together than chance lets them (p \(least.threeDigits))"
    case .regionsTooSmall(let largest):
      "No good match: cells that fit lie in groups of at most \(largest)"
    }
  }
}

extension Double {
  /// Three digits behind the point.
  fileprivate var threeDigits: String {
    let thousandths = Int((self * 1000).rounded())
    let digits = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
