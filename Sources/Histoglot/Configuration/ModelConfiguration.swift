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

  public init(
    preset: Preset, encoder: EncoderConfiguration, latent: Int, components: Int, decoderWidth: Int
  ) {
    self.preset = preset
    self.encoder = encoder
    self.latent = latent
    self.components = components
    self.decoderWidth = decoderWidth
  }
}
