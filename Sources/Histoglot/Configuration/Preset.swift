import CellTransformer

/// Shapes of models that are known to work.
public enum Preset: String, CaseIterable, Codable, Sendable {
  /// For tests and demonstrations.
  case tiny
  /// For small panels and few cells.
  case small
  /// The default.
  case base
  /// The published shape of CellPLM (Wen et al. 2024), for like-for-like comparison.
  case cellplm

  /// The shape.
  public var configuration: ModelConfiguration {
    switch self {
    case .tiny:
      ModelConfiguration(
        preset: self,
        encoder: EncoderConfiguration(
          width: 32, heads: 2, blocks: [.neighbourhood, .flow], innerWidth: 64, position: .relative,
          neighbours: 24, dropout: 0.1),
        latent: 16, components: 8, decoderWidth: 64)
    case .small:
      ModelConfiguration(
        preset: self,
        encoder: EncoderConfiguration(
          width: 128, heads: 4, blocks: [.neighbourhood, .flow, .neighbourhood, .flow],
          innerWidth: 256, position: .relative, neighbours: 24, dropout: 0.1),
        latent: 32, components: 16, decoderWidth: 128)
    case .base:
      ModelConfiguration(
        preset: self,
        encoder: EncoderConfiguration(
          width: 384, heads: 6,
          blocks: [.neighbourhood, .flow, .neighbourhood, .flow, .neighbourhood, .flow],
          innerWidth: 768, position: .relative, neighbours: 24, dropout: 0.1),
        latent: 64, components: 16, decoderWidth: 384)
    case .cellplm:
      ModelConfiguration(
        preset: self,
        encoder: EncoderConfiguration(
          width: 1024, heads: 8, blocks: [.flow, .flow, .flow, .flow], innerWidth: 2048,
          position: .absolute, neighbours: 24, dropout: 0.2),
        latent: 512, components: 16, decoderWidth: 1024)
    }
  }
}
