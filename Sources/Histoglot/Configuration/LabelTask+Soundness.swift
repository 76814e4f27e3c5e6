extension LabelTask {
  /// The most rounds of averaging that are believed; validation tries no more than four.
  static let mostSmoothing = 100

  /// Weights are divided by their sum, so that no more than its being finite matters.
  static let largestWeight = 1e6

  /// Checks what annotating with the task relies on.
  ///
  /// - Parameter place: where the task stands, such as `[0]`.
  func check(at place: String) throws(UnsoundValue) {
    try UnsoundValue.check(
      !key.isEmpty, "empty", at: "\(place).key", wanted: "the name of an obs key")
    try UnsoundValue.check(
      !categories.isEmpty, "empty", at: "\(place).categories", wanted: "a list of names")
    var seen: Set<String> = []
    for name in categories {
      try UnsoundValue.check(
        isLearnable(category: name), "'\(name)' in one place", at: "\(place).categories",
        wanted: "names that an annotated file can hold")
      try UnsoundValue.check(
        seen.insert(name).inserted, "'\(name)' in two places", at: "\(place).categories",
        wanted: "names that are there once")
    }
    if let colors {
      try UnsoundValue.check(
        colors.count == categories.count, "a list of \(colors.count)", at: "\(place).colors",
        wanted: "as long as categories, \(categories.count)")
    }
    try UnsoundValue.check(
      temperature, within: UnsoundValue.temperatures, at: "\(place).temperature")
    try UnsoundValue.check(threshold, within: 0...1, at: "\(place).threshold")
    try UnsoundValue.check(smoothing, within: 0...Self.mostSmoothing, at: "\(place).smoothing")
    try validation?.check(at: "\(place).validation")
    do {
      try FinetuningPart.check(without)
    } catch {
      throw UnsoundValue(
        place: "\(place).without", found: "\(without.map(\.rawValue))",
        wanted: "a list that names each part once and leaves an expert")
    }
    try check(rings: rings, at: "\(place).rings")
    try novelty?.check(at: "\(place).novelty")
    try checkExperts(at: "\(place).experts")
  }

  /// So many cells no ring can hold that tells of what lies around a cell.
  private static let widestRing = 10_000

  private func check(rings: [Int], at place: String) throws(UnsoundValue) {
    try UnsoundValue.check(
      (1...8).contains(rings.count) && zip([0] + rings, rings).allSatisfy { $0 < $1 }
        && rings.allSatisfy { $0 <= Self.widestRing }, "\(rings)", at: place,
      wanted: "one to eight numbers of cells, ascending, \(Self.widestRing) at most")
  }

  private func checkExperts(at place: String) throws(UnsoundValue) {
    try UnsoundValue.check(
      !experts.isEmpty && Set(experts.map(\.kind)).count == experts.count,
      "\(experts.map(\.kind.rawValue))", at: place,
      wanted: "a list in which each kind is there once at most, and one at least")
    for (index, expert) in experts.enumerated() {
      try UnsoundValue.check(
        expert.weight, within: 0...Self.largestWeight, at: "\(place)[\(index)].weight")
      try UnsoundValue.check(
        expert.temperature, within: UnsoundValue.temperatures,
        at: "\(place)[\(index)].temperature")
      try UnsoundValue.check(
        expert.weight == 0 || without.experts.contains(expert.kind), "\(expert.weight)",
        at: "\(place)[\(index)].weight", wanted: "0, since the expert was left out")
      try expert.validation?.check(at: "\(place)[\(index)].validation")
    }
    // Weights so small that their sum cannot be divided by are none.
    try UnsoundValue.check(
      experts.reduce(0) { $0 + $1.weight } > 1e-9, "without any weight", at: place,
      wanted: "a list in which one weight at least is above 0")
  }
}

extension ValidationScores {
  func check(at place: String) throws(UnsoundValue) {
    try UnsoundValue.check(cells, within: 0...Int.max, at: "\(place).cells")
    for (value, name) in [
      (accuracy, "accuracy"), (macroF1, "macroF1"), (calibrationError, "calibrationError"),
    ] {
      try UnsoundValue.check(value, within: 0...1, at: "\(place).\(name)")
    }
  }
}
