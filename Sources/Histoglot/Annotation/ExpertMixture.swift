import SectionAnalysis

/// Mixes what experts say: `p = Σ_e w_e softmax(l_e / T_e)`.
struct ExpertMixture {
  let experts: [LabelExpert]

  init(_ experts: [LabelExpert]) { self.experts = experts }

  /// `log p`, `[cells, categories]`.
  ///
  /// - Parameter logits: of each expert, in the order of `experts`, `[cells, categories]`.
  func logarithms(of logits: [FeatureMatrix]) -> FeatureMatrix {
    precondition(
      logits.count == experts.count && !experts.isEmpty,
      "ExpertMixture: logits of \(logits.count) for \(experts.count) experts")
    return logarithms(cells: logits[0].rowCount, categories: logits[0].columnCount) { logits[$0] }
  }

  /// The same where experts are asked one after another, so that the logits of one alone are in memory.
  ///
  /// - Parameter logits: of the expert at a place in `experts`; those without a weight are not asked.
  func logarithms(
    cells: Int, categories: Int, asking logits: (_ place: Int) -> FeatureMatrix
  ) -> FeatureMatrix {
    var sum = FeatureMatrix(rowCount: cells, columnCount: categories)
    let total = experts.reduce(0) { $0 + $1.weight }
    for (place, expert) in experts.enumerated() where expert.weight > 0 {
      let share = expert.weight / total
      let probabilities = TemperatureScaling(temperature: expert.temperature)(logits(place))
      for entry in sum.values.indices {
        sum.values[entry] += share * probabilities.values[entry]
      }
    }
    for entry in sum.values.indices {
      sum.values[entry] = logarithm(max(sum.values[entry], LabelProbabilities.leastProbability))
    }
    return sum
  }
}
