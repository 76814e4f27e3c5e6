import CellTransformer

/// A part of the model, or of how it pre-trains, that can be left out to see what it is worth.
public enum ModelPart: String, CaseIterable, Codable, Sendable {
  /// Blocks that let a cell attend to its nearest cells; without it these let each cell attend to itself alone.
  case neighbourhoodAttention = "neighbourhood-attention"
  /// Blocks that let a cell attend to all cells; without it these let each cell attend to itself alone.
  case flowAttention = "flow-attention"
  /// The mixture that the latent is drawn from; without it one Gaussian, learned as the components are.
  case mixturePrior = "mixture-prior"
  /// Counts that are hidden from the encoder in pre-training; without it all are shown, and all are predicted.
  case masking

  /// The attention it is, nil for other parts.
  var attention: EncoderConfiguration.Attention? {
    switch self {
    case .neighbourhoodAttention: .neighbourhood
    case .flowAttention: .flow
    case .mixturePrior, .masking: nil
    }
  }

  /// Whether a model of this shape holds the part. Masking is no matter of shape.
  func isPart(of configuration: ModelConfiguration) -> Bool {
    switch self {
    case .neighbourhoodAttention, .flowAttention:
      configuration.encoder.blocks.contains { $0 == attention }
    case .mixturePrior: configuration.components > 1
    case .masking: !configuration.without.contains(.masking)
    }
  }
}

extension ModelConfiguration {
  /// The same shape without some parts: blocks stay as deep and wide as they were.
  ///
  /// - Throws: `TrainingError.partNotThere` where the shape has no such part.
  public func leavingOut(_ parts: [ModelPart]) throws(TrainingError) -> ModelConfiguration {
    var changed = self
    for part in parts {
      guard part.isPart(of: changed) else {
        throw .partNotThere(part, preset: preset)
      }
      switch part {
      case .neighbourhoodAttention, .flowAttention:
        changed.encoder.blocks = changed.encoder.blocks.map {
          $0 == part.attention ? .itself : $0
        }
      case .mixturePrior: changed.components = 1
      case .masking: break
      }
      changed.without.append(part)
    }
    return changed
  }
}
