import CellKnowledge

/// What a label tells of a cell, as far as the names of its categories say: what it is, or where it lies.
///
/// Asked where validation cannot tell which experts to trust, or little, as with one or five labelled cells of each category.
package enum LabelNature: Sendable, Equatable {
  case types
  case places
  case unknown

  /// More than half of the categories must be known.
  private static let leastShare = 0.5

  /// Counts the categories that name regions and those that name cell types: "L2/3" is the name of both, "L1" beside it of
  /// a region alone, "Astro" of a type alone. As many of either leave it open.
  package init(categories: [String], knowledge: KnowledgeStore) {
    let places = categories.count { knowledge.resolveRegion($0).region != nil }
    let types = knowledge.resolve(categories).count { $0.term != nil }
    let least = Self.leastShare * Double(categories.count)
    if places > types, Double(places) > least {
      self = .places
    } else if types > places, Double(types) > least {
      self = .types
    } else {
      self = .unknown
    }
  }

  /// Who is asked, each with the same say, where nothing tells which expert is right.
  ///
  /// One cell of a region says little of the region's cells, whatever is made of it; its surroundings say more. Which
  /// experts tell types best differed between sections, and their mixture was as good as any of them.
  package func experts(among kinds: [LabelExpert.Kind]) -> [LabelExpert.Kind] {
    let ofPlaces = kinds.filter { $0 == .linearRings || $0 == .graph }
    return self == .places && !ofPlaces.isEmpty ? ofPlaces : kinds
  }

  /// Rounds of smoothing over neighbours where nothing tells how many are right: places are larger than cells.
  package var smoothing: Int { self == .places ? 1 : 0 }

  /// How sure to be where nothing tells how many are right: experts that saw one cell of each type are less often right than
  /// they think, those of regions, which neighbours share, more often (docs/experiments.md, "Few labels").
  package var temperature: Double {
    switch self {
    case .types: 1.3
    case .places: 0.7
    case .unknown: 1
    }
  }

  /// Why these, in words.
  func reason(among kinds: [LabelExpert.Kind]) -> String {
    let asked = experts(among: kinds)
    let names = asked.map(\.rawValue).joined(separator: " and ")
    return asked.count < kinds.count
      ? "the categories are names of regions, so \(names) are asked, which see what lies around a cell"
      : "all experts that see something here have the same say"
  }
}
