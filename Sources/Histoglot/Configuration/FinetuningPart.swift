/// What fine-tuning can do without, to see what it is worth.
public enum FinetuningPart: String, CaseIterable, Codable, Sendable {
  /// What lies around a cell: experts that look at the cell alone remain, and nothing is smoothed over neighbours.
  case context
  /// The cell's own token beside its hidden state, as the transformer expert reads them (decision 0002).
  case ownToken = "own-token"
  /// The weights of the model that is given; its shape and its genes are taken, and weights are drawn anew.
  case pretraining = "pre-training"
  /// Labels for the unlabelled cells, guessed where few are labelled (`LabelCompletion`).
  case guesses
  case linearOwn = "linear-own"
  case linearRings = "linear-rings"
  case graph = "graph-network"
  case networkOwn = "network-own"
  case transformer

  /// The experts that go with it.
  var experts: [LabelExpert.Kind] {
    switch self {
    case .context: LabelExpert.Kind.allCases.filter { !$0.isOwn }
    case .ownToken, .pretraining, .guesses: []
    case .linearOwn: [.linearOwn]
    case .linearRings: [.linearRings]
    case .graph: [.graph]
    case .networkOwn: [.networkOwn]
    case .transformer: [.transformer]
    }
  }

  /// Whether it goes with another part: what an expert reads goes with the expert.
  private func belongs(to other: FinetuningPart) -> Bool {
    let needs = self == .ownToken ? [.transformer] : experts
    return !needs.isEmpty && Set(needs).isSubset(of: other.experts)
  }

  /// Refuses lists that name a part twice, or leave no expert.
  ///
  /// - Throws: `TrainingError.leftOutAlready` or `.noExpertLeft`.
  public static func check(_ parts: [FinetuningPart]) throws(TrainingError) {
    for (index, part) in parts.enumerated() {
      for (place, other) in parts.enumerated()
      where place != index && (part == other || part.belongs(to: other)) {
        throw .leftOutAlready(part, with: other)
      }
    }
    if parts.experts.isEmpty { throw .noExpertLeft(parts) }
  }
}

extension [FinetuningPart] {
  /// The experts that remain.
  var experts: [LabelExpert.Kind] {
    LabelExpert.Kind.allCases.filter { kind in !contains { $0.experts.contains(kind) } }
  }
}
