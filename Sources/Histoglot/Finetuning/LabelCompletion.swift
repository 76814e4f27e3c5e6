import Autodiff
import CellSections
import SectionAnalysis

/// Labels for the cells that have none, guessed by a linear expert that teaches itself: with five labelled cells of a layer, the
/// thousand others beside them say what the layer looks like and how far it reaches.
///
/// Self-training (Scudder 1965; with soft weights: Lee 2013, "Pseudo-label"). In each round the expert that was fitted last
/// says what every cell is, `p`, averaged over neighbours where surroundings tell the label; then
///
///     q_ik ∝ p_ik^(1 + b) / (Σ_j p_jk^(1 + b))^b,   b = m / (m + n),
///
/// i, j over cells, k over categories, n labels a category: surer than the expert was, but not so that one category takes all
/// (b = 1 would make all alike large). A cell's likeliest category is its guess, `max_k q_ik` how far it is trusted; all guesses
/// together weigh at most as much as m labels a category, and none more than a label. So the fewer labels there are, the more
/// guesses count.
package struct LabelCompletion {
  /// As they were labelled.
  let sections: [LabelledSection]
  let task: Int
  /// The linear expert that teaches itself.
  let kind: LabelExpert.Kind
  let scale: InputScale
  let workspace: Workspace<Float>

  package init(
    sections: [LabelledSection], task: Int, kind: LabelExpert.Kind, scale: InputScale,
    workspace: Workspace<Float>
  ) {
    self.sections = sections
    self.task = task
    self.kind = kind
    self.scale = scale
    self.workspace = workspace
  }

  static let rounds = 5
  /// m.
  package static let guessesPerCategory = 10.0
  /// `C` of the expert while it teaches itself.
  static let inversePenalty = 0.1
  /// The places of a neighbour list over which what is said is averaged where surroundings tell the label: the cell and the ten
  /// nearest. Wider, and thin layers are lost.
  static let surroundings = 0..<11
  /// Beyond, every n-th cell is guessed.
  package static let mostGuesses = 4096
  /// With fewer unlabelled cells than this for each labelled one there is little to win.
  static let leastUnlabelled = 2.0

  /// Whether so few cells of the sections that carry the label are labelled that guesses are worth making.
  package static func isWorthwhile(_ sections: [LabelledSection], task: Int) -> Bool {
    var (labelled, unlabelled) = (0, 0)
    for section in sections {
      let own = section.codes[task].count { $0 >= 0 }
      labelled += own
      if own > 0 { unlabelled += section.codes[task].count - own }
    }
    return labelled > 0 && Double(unlabelled) >= leastUnlabelled * Double(labelled)
  }

  /// The sections with guesses for the task.
  ///
  /// - Parameters:
  ///   - model: its linear head of the kind is fitted on the way, and left with the last fit.
  ///   - trains: whose labels may be known, `[sections][cells]`; the others are guessed as well.
  package func callAsFunction(
    _ model: TissueModel, trains: [[Bool]]
  ) throws -> [LabelledSection] {
    let isKnown = zip(sections, trains).map { section, trains in
      zip(section.codes[task], trains).map { $0 >= 0 && $1 }
    }
    let known = zip(sections, isKnown).reduce(into: Set<Int32>()) { known, entry in
      for (code, isKnown) in zip(entry.0.codes[task], entry.1) where isKnown { known.insert(code) }
    }
    // Of one category alone nothing can be learned, and all would be guessed to be of it.
    guard known.count > 1 else { return sections }
    let perCategory =
      Double(isKnown.reduce(0) { $0 + $1.count { $0 } })
      / Double(model.tasks[task].categories.count)
    let boldness = Self.guessesPerCategory / (Self.guessesPerCategory + perCategory)
    var taught = sections
    for _ in 0...Self.rounds {
      let jobs = LinearTraining.jobs(for: model, sections: taught, trains: trains) { task, kind in
        task == self.task && kind == self.kind
          ? LinearInput(inversePenalty: Self.inversePenalty, scale: scale) : nil
      }
      try LinearTraining()(jobs, in: workspace)
      let certainty = Self.sharpened(said(by: model), boldness: boldness)
      taught = guessed(certainty, isKnown: isKnown, trains: trains)
    }
    return taught
  }

  /// `p` of every cell, `[cells, categories]`; nil for a section that does not carry the label.
  private func said(by model: TissueModel) -> [FeatureMatrix?] {
    sections.map { section in
      guard section.codes[task].contains(where: { $0 >= 0 }) else { return nil }
      let probabilities = FeatureMatrix(
        model.expertLogits(
          SectionEncoding(unencoded: section.section, in: workspace), task: task, kind: kind,
          scale: scale, in: workspace)
      ).softmax()
      guard kind == .linearRings, let graph = section.section.graph else { return probabilities }
      return NeighbourLists(starts: graph.starts, neighbours: graph.neighbours)
        .means(of: probabilities, ring: Self.surroundings)
    }
  }

  /// `q_ik ∝ p_ik^(1 + b) / (Σ_j p_jk^(1 + b))^b`, `p^(1 + b)` with the sum 1 over k, the sum over j at least 1; rows sum to 1.
  package static func sharpened(
    _ probabilities: [FeatureMatrix?], boldness: Double
  ) -> [FeatureMatrix?] {
    let categories = probabilities.compactMap { $0?.columnCount }.first ?? 0
    var sums = [Double](repeating: 0, count: categories)
    let raised = probabilities.map { probabilities -> FeatureMatrix? in
      guard let probabilities else { return nil }
      let raised = powers(of: probabilities, 1 + boldness)
      for (place, value) in raised.values.enumerated() { sums[place % categories] += value }
      return raised
    }
    let shares = sums.map { boldness * logarithm(max($0, 1)) }
    return raised.map { raised in
      guard var raised else { return nil }
      for place in raised.values.indices {
        raised.values[place] =
          logarithm(max(raised.values[place], LabelProbabilities.leastProbability))
          - shares[place % categories]
      }
      return raised.softmax()
    }
  }

  private static func powers(of values: FeatureMatrix, _ exponent: Double) -> FeatureMatrix {
    var powers = values
    for place in powers.values.indices {
      powers.values[place] =
        exponent * logarithm(max(values.values[place], LabelProbabilities.leastProbability))
    }
    return powers.softmax()
  }

  /// The likeliest category of each cell whose label is not known.
  private func guessed(
    _ certainty: [FeatureMatrix?], isKnown: [[Bool]], trains: [[Bool]]
  ) -> [LabelledSection] {
    let unknown = zip(certainty, isKnown).reduce(0) { sum, entry in
      sum + (entry.0 == nil ? 0 : entry.1.count { !$0 })
    }
    let period = (unknown + Self.mostGuesses - 1) / Self.mostGuesses
    var count = 0
    var total = 0.0
    var guesses = sections.map { (codes: $0.codes[task], trust: $0.trust[task]) }
    for (index, certainty) in certainty.enumerated() {
      guard let certainty else { continue }
      let best = (codes: certainty.largestColumns(), values: certainty.largestValues())
      for cell in isKnown[index].indices where !isKnown[index][cell] {
        count += 1
        let isGuessed = count % period == 0
        guesses[index].codes[cell] = isGuessed ? best.codes[cell] : -1
        guesses[index].trust[cell] = Float(best.values[cell])
        if isGuessed, trains[index][cell] { total += best.values[cell] }
      }
    }
    let categories = certainty.compactMap { $0?.columnCount }.first ?? 0
    let most = Self.guessesPerCategory * Double(categories)
    let share = total > most ? Float(most / total) : 1
    return sections.indices.map { index in
      let trust = zip(guesses[index].trust, isKnown[index]).map { $1 ? $0 : $0 * share }
      return sections[index].replacing(codes: guesses[index].codes, trust: trust, task: task)
    }
  }
}
