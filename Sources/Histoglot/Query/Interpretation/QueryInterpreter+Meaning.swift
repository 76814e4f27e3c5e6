import CellSections

extension QueryInterpreter {
  /// What words could mean.
  enum Target: Sendable {
    case region(MeantRegion)
    case cells(MeantCells)
    /// Known, and of other tissues.
    case elsewhere(String)

    var name: String {
      switch self {
      case .region(let region): region.name
      case .cells(let cells): cells.known ?? cells.words
      case .elsewhere(let name): name
      }
    }

    var isElsewhere: Bool { if case .elsewhere = self { true } else { false } }

    /// Whether words are its full name, in singular or plural, and no short form of it.
    func isCalled(_ words: String) -> Bool {
      let (own, name) = (words.lowercased(), self.name.lowercased())
      return own.count > 2 && (own == name || own == name + "s" || own + "s" == name)
    }

    /// Whether the same cells stand for both, as for a kind of cell and the only type that is of it.
    func isAlike(_ other: Target) -> Bool {
      switch (self, other) {
      case (.region(let own), .region(let other)): own.company == other.company
      case (.cells(let own), .cells(let other)): own.types == other.types
      default: false
      }
    }

    func meaning(_ words: String, _ recognition: Recognition) -> QueryMeaning {
      switch self {
      case .region(var region):
        (region.words, region.recognition) = (words, recognition)
        return .region(region)
      case .cells(var cells):
        (cells.words, cells.recognition) = (words, recognition)
        return .cells(cells)
      case .elsewhere(let name):
        return .unknown(
          UnknownWords(words: words, reason: .ofOtherTissue(known: name), nearest: []))
      }
    }
  }

  /// What words mean that are no name.
  ///
  /// They are ranked among all that is known, what the section cannot hold too: words nearer to another tissue's than to
  /// any of its own, by so much that they are `e` times as likely to mean it, are not understood.
  func byMeaning(_ words: String) throws -> QueryMeaning {
    let index = try index()
    if let denied = denial(in: words, knownBy: index.texts) {
      return .unknown(UnknownWords(words: denied, reason: .denies, nearest: []))
    }
    guard let sentences else {
      return try byNameInside(words)
        ?? .unknown(unknown(words, .nothingKnown, try answerable()))
    }
    let content = words.split(separator: " ").filter(Self.isContent).joined(separator: " ")
    let all = try index.ranked(
      LayerNumerals.inFigures(words), content: content, by: sentences)
    let ranked = all.filter {
      !$0.target.isElsewhere && LayerNumerals.allow($0.target.name, for: words)
    }
    if let other = all.first(where: { $0.target.isElsewhere }),
      other.cosine >= options.leastCosine,
      other.cosine - (ranked.first?.cosine ?? 0) > options.cosineScale
    {
      return .unknown(
        UnknownWords(words: words, reason: .ofOtherTissue(known: other.target.name), nearest: []))
    }
    let contentCosine = content.isEmpty ? 0 : ranked.map(\.contentCosine).max() ?? 0
    guard let best = ranked.first, best.cosine >= options.leastCosine,
      contentCosine >= options.leastContentCosine
    else {
      if let meant = try byNameInside(words) { return meant }
      if hasVectors, let best = ranked.first, best.cosine >= options.leastLikeness,
        contentCosine >= options.leastCosine
      {
        return .likeness(words: words)
      }
      let nearest = ranked.map { $0.target.name }.withoutRepeats.prefix(3)
      return .unknown(
        UnknownWords(words: words, reason: .nothingKnown, nearest: Array(nearest)))
    }
    // softmax(cosine / scale) over the nearest.
    var likely: [(target: Target, cosine: Double, odds: Double)] = []
    for (target, cosine, _) in ranked where cosine >= options.leastCosine {
      let odds = exponential((cosine - best.cosine) / options.cosineScale)
      if odds < options.leastAlternative || likely.count == options.mostAlternatives { break }
      if likely.contains(where: { $0.target.isAlike(target) }) { continue }
      likely.append((target, cosine, odds))
    }
    let total = likely.reduce(0) { $0 + $1.odds }
    let meant = likely.map {
      MeantAlternative(
        meaning: $0.target.meaning(words, .meaning(cosine: $0.cosine)), weight: $0.odds / total)
    }
    return meant.count == 1 ? meant[0].meaning : .oneOf(meant)
  }

  /// What the longest name among the words means, the first of the longest; nil where there is none.
  ///
  /// Words of grammar name nothing. A full name always counts; another name only where it is at least half of what is
  /// said, lest "the upper floor of the house" be the upper layers, and a short form only as it is written ("IN", not "in").
  func byNameInside(_ words: String) throws -> QueryMeaning? {
    let parts = words.split(separator: " ").filter { $0 != "," }
    for length in stride(from: parts.count - 1, to: 0, by: -1) {
      for start in 0...(parts.count - length) {
        let name = parts[start..<start + length].joined(separator: " ")
        let own = parts[start..<start + length].filter { Self.isContent($0) }
        guard let first = own.first, let last = own.last, first == parts[start],
          last == parts[start + length - 1], isKnown(name), let target = try named(name),
          LayerNumerals.allow(target.name, for: words)
        else { continue }
        let isFair = 2 * own.count >= parts.count(where: { Self.isContent($0) })
        let isLong = own.contains { $0.count > Self.longestShortForm }
        guard target.isCalled(name) || isFair && (isLong || name == name.uppercased())
        else { continue }
        return target.meaning(words, .nameInside(name))
      }
    }
    return nil
  }

  /// Abbreviations have no more letters in a word.
  private static let longestShortForm = 4

  private static func isContent(_ word: Substring) -> Bool {
    !QueryWords.isOfGrammar(String(word))
  }

  func named(_ name: String) throws -> Target? {
    if let region = try knowledge.region(named: name),
      let meant = try cells.region(region, words: name, recognition: .name)
    {
      return .region(meant)
    }
    return try cells.cells(named: name).flatMap { $0.isBroader ? nil : .cells($0) }
  }

  private static func texts(_ region: KnownRegion) -> [String] {
    [
      region.definition.map { "\(region.name): \($0)" } ?? region.name,
      ([region.name] + region.synonyms).joined(separator: ", "),
    ]
  }

  /// All that the section could be asked for, with what is said of it, and what other tissues hold.
  func index() throws -> MeaningIndex<Target> {
    var index = MeaningIndex<Target>()
    for region in try knowledge.allRegions() {
      guard let meant = try cells.region(region, words: region.name, recognition: .name) else {
        if region.isElsewhere {
          index.add(.elsewhere(region.name), texts: Self.texts(region))
        }
        continue
      }
      if try isNotShown(region) { continue }
      index.add(.region(meant), texts: Self.texts(region))
    }
    for kind in try knowledge.allCells() {
      guard let text = kind.definition.map({ "\(kind.name): \($0)" }) else { continue }
      if let meant = cells.cells(of: kind, words: kind.name, recognition: .name) {
        if !meant.isBroader { index.add(.cells(meant), texts: [text]) }
      } else if kind.isElsewhere {
        index.add(.elsewhere(kind.name), texts: [text])
      }
    }
    for (type, kind) in zip(cells.types, cells.kinds) where kind == nil || type.text != type.name {
      let meant = MeantCells(
        words: type.name, known: kind?.name, recognition: .name, types: [type.name],
        isBroader: false)
      index.add(.cells(meant), texts: [type.text])
    }
    return index
  }
}
