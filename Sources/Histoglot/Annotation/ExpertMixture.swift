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
    var sum = FeatureMatrix(
      rowCount: logits[0].rowCount, columnCount: logits[0].columnCount)
    let total = experts.reduce(0) { $0 + $1.weight }
    for (expert, own) in zip(experts, logits) where expert.weight > 0 {
      let share = expert.weight / total
      let probabilities = TemperatureScaling(temperature: expert.temperature)(own)
      for place in sum.values.indices {
        sum.values[place] += share * probabilities.values[place]
      }
    }
    for place in sum.values.indices {
      sum.values[place] = logarithm(max(sum.values[place], LabelProbabilities.leastProbability))
    }
    return sum
  }
}
