/// A picture of the tissue that lies under its spots.
public struct TissueImage: Sendable, Equatable {
  /// The picture, not turned, as the platform wrote it.
  public var raster: Raster
  /// Pixels of the picture per step of the coordinates: `tissue_hires_scalef` or `tissue_lowres_scalef` of
  /// a Visium folder.
  public var pixelsPerStep: Double

  public init(raster: Raster, pixelsPerStep: Double) {
    self.raster = raster
    self.pixelsPerStep = pixelsPerStep
  }
}
