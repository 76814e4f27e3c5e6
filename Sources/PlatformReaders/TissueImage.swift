/// A picture of the tissue that lies under the cells.
public struct TissueImage: Sendable, Equatable {
  /// Which of the pictures a platform writes.
  public enum Resolution: String, Sendable, Equatable {
    case hires
    case lowres
  }

  /// The PNG file.
  public var path: String
  public var resolution: Resolution
  /// How many pixels of the picture one step of a coordinate is.
  public var pixelsPerStep: Double

  public init(path: String, resolution: Resolution, pixelsPerStep: Double) {
    self.path = path
    self.resolution = resolution
    self.pixelsPerStep = pixelsPerStep
  }
}
