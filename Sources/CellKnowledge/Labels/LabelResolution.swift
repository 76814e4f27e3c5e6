/// What a label of real data was found to mean, and how.
public struct LabelResolution: Sendable, Hashable {
  /// What it means.
  public enum Meaning: Sendable, Hashable {
    case cell(CellTerm)
    case region(TissueRegion)
    case unresolved
  }

  /// How it was found; those further down are less sure.
  public enum Match: String, Sendable, Hashable, Codable {
    /// The label is the term's id.
    case id
    case name, synonym, abbreviation
    /// The same but for plurals, order, separators, spelling.
    case normalised
    /// A number behind it was left out: `Oligo.1`.
    case numbered
    /// A shortened word was written out: `Inh Sst`.
    case expanded
    /// A word for a state was left out: `activated microglia`.
    case stateLeftOut
    /// Genes that tell subtypes apart were left out: `Pyramidal Cpeb4`, `Sst.Npy.Cort`.
    case genesLeftOut
    /// Most of its words are the term's.
    case overlap
    /// Several terms are called so; the tissue may decide.
    case ambiguous
    /// The label says of itself that it is no type: `Zero`, `undetermined`.
    case saysNothing
    case unknown
  }

  /// A term or region that is near.
  public struct Candidate: Sendable, Hashable {
    public var name: String
    /// 0 to 1.
    public var score: Double
  }

  public var label: String
  public var meaning: Meaning
  public var match: Match
  /// From 0, unresolved, to 1. An ordering of the kinds of match, not a probability.
  public var confidence: Double
  /// Words of the label that the meaning does not account for.
  public var unaccounted: [String]
  /// Where it is unresolved, the nearest terms and regions, best first.
  public var candidates: [Candidate]

  public var term: CellTerm? { if case .cell(let term) = meaning { term } else { nil } }
  public var region: TissueRegion? {
    if case .region(let region) = meaning { region } else { nil }
  }
  /// The name of what it means.
  public var name: String? { term?.name ?? region?.name }
}
