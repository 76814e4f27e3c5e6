import CellTransformer

/// The shape of a model, as `config.json` holds it.
public struct ModelConfiguration: Codable, Sendable, Equatable {
  public var preset: Preset
  public var encoder: EncoderConfiguration
  /// Latent width `m`.
  public var latent: Int
  /// Mixture components `K`.
  public var components: Int
  /// Hidden width of the decoder.
  public var decoderWidth: Int
  /// What of the preset was left out.
  public internal(set) var without: [ModelPart] = []

  public init(
    preset: Preset, encoder: EncoderConfiguration, latent: Int, components: Int, decoderWidth: Int
  ) {
    self.preset = preset
    self.encoder = encoder
    self.latent = latent
    self.components = components
    self.decoderWidth = decoderWidth
  }

  /// Models that were written before parts could be left out are whole.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      preset: try fields.decode(Preset.self, forKey: .preset),
      encoder: try fields.decode(EncoderConfiguration.self, forKey: .encoder),
      latent: try fields.decode(Int.self, forKey: .latent),
      components: try fields.decode(Int.self, forKey: .components),
      decoderWidth: try fields.decode(Int.self, forKey: .decoderWidth))
    without = try fields.decodeIfPresent([ModelPart].self, forKey: .without) ?? []
  }
}
