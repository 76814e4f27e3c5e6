/// How words were recognised.
public enum Recognition: Sendable, Equatable {
  /// They are a name of it.
  case name
  /// They mean much the same as what is said of it: the cosine of both sentence vectors.
  case meaning(cosine: Double)
  /// This name stands among them.
  case nameInside(String)
}

/// Types of the section whose cells are meant, and how they were found.
public struct MeantCells: Sendable, Equatable {
  /// The words of the query, or of what is known of a region.
  public var words: String
  /// The kind of cell they mean, by its known name.
  public var known: String?
  public var recognition: Recognition
  /// Names of the section's types, in their order.
  public var types: [String]
  /// Whether the section knows only a broader type than what is meant.
  public var isBroader: Bool
}

/// What a subject means in a section.
public indirect enum QueryMeaning: Sendable, Equatable {
  /// Every cell.
  case anything
  /// Much or little of a gene.
  case gene(String, isHigh: Bool)
  /// Cells of certain types.
  case cells(MeantCells)
  /// A region, by the cells that tell it from the rest of the tissue.
  case region(MeantRegion)
  /// One of several things, since the words mean each of them nearly as much, the likeliest first.
  case oneOf([MeantAlternative])
  /// Whichever of several things that the query names fits best.
  case anyOf([QueryMeaning])
  /// Cells whose vectors are near to the words', no more being known of them.
  case likeness(words: String)
  /// Nothing that the section could be asked for.
  case unknown(UnknownWords)
}

/// What words may mean, beside other things.
public struct MeantAlternative: Sendable, Equatable {
  public var meaning: QueryMeaning
  /// How likely it is; those of all alternatives sum to 1.
  public var weight: Double
}

/// A region, and which types of the section stand for its cells.
public struct MeantRegion: Sendable, Equatable {
  public struct Company: Sendable, Equatable {
    public var cells: MeantCells
    public var weight: Double
  }

  public var words: String
  public var name: String
  public var recognition: Recognition
  public var company: [Company]
  /// Cells that the section has no type for.
  public var missing: [String]
  /// Other regions that the same types tell from the rest as well, so that what is found may be any of them.
  public var alike: [String] = []
}

/// Words that could not be answered.
public struct UnknownWords: Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    /// Nothing known is called so or means the like.
    case nothingKnown
    /// The gene is not on the panel; it marks these cells, which the section can be asked for.
    case geneNotMeasured(marks: [String])
    /// It is known under this name, but its cells are not among the section's types.
    case cellsNotHere(known: String)
    /// It is known under this name, but the section's types tell only what it is a kind of.
    case onlyBroader(known: String)
    /// They mean something of another tissue, which is known under this name.
    case ofOtherTissue(known: String)
    /// A word of them denies what others are known by: "unmyelinated".
    case denies
    /// They join more by "or" and "near" than can be put together.
    case tooIntricate
  }

  public var words: String
  public var reason: Reason
  /// Names that could be asked for, the nearest first.
  public var nearest: [String]
}

/// What was understood of a query: conditions that must all hold.
public struct QueryInterpretation: Sendable, Equatable {
  public struct Term: Sendable, Equatable {
    public var meaning: QueryMeaning
    public var isNegated: Bool
    public var near: QueryMeaning?
    /// What else the words could have meant.
    public var note: String?

    /// Whether it is true of every cell: what must not be there is of no type of the section.
    public var holdsEverywhere: Bool {
      isNegated && [meaning, near].contains { $0?.isOfNoType ?? false }
    }
  }

  /// The query on one line.
  public var text: String
  public var terms: [Term]

  /// The terms that tell one cell from another; all of them where none does.
  var telling: [Term] {
    let own = terms.filter { !$0.holdsEverywhere }
    return own.isEmpty ? terms : own
  }

  /// What could not be understood; a query with any of it has no answer.
  public var unknown: [UnknownWords] {
    telling.flatMap { $0.meaning.unknown + ($0.near?.unknown ?? []) }
  }
}

extension QueryMeaning {
  /// Of several things that a query names, those that the section can hold; all where it can hold none.
  var parts: [QueryMeaning] {
    guard case .anyOf(let all) = self else { return [self] }
    let held = all.filter { !$0.isOfNoType }
    return held.isEmpty ? all : held
  }

  fileprivate var unknown: [UnknownWords] {
    switch self {
    case .unknown(let words): [words]
    case .anyOf: parts.flatMap(\.unknown)
    case .anything, .gene, .cells, .region, .oneOf, .likeness: []
    }
  }

  fileprivate var isOfNoType: Bool {
    guard case .unknown(let words) = self else { return false }
    return switch words.reason {
    case .cellsNotHere, .ofOtherTissue: true
    case .nothingKnown, .geneNotMeasured, .onlyBroader, .denies, .tooIntricate: false
    }
  }
}
