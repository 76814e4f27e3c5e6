import Foundation

/// `scalefactors_json.json` of a Visium slide.
struct ScaleFactors: Decodable {
  /// The width of a spot in full-resolution pixels.
  var spotDiameter: Double?
  /// Pixels of the picture per full-resolution pixel.
  var hires: Double?
  var lowres: Double?
  /// Stated by Visium HD only.
  var micronsPerPixel: Double?

  private enum CodingKeys: String, CodingKey {
    case spotDiameter = "spot_diameter_fullres"
    case hires = "tissue_hires_scalef"
    case lowres = "tissue_lowres_scalef"
    case micronsPerPixel = "microns_per_pixel"
  }

  /// nil where there is no such file. Throws where it is no JSON of numbers.
  init?(_ spatial: FolderContents) throws(PlatformError) {
    guard let path = spatial.file("scalefactors_json.json") else { return nil }
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      self = try JSONDecoder().decode(ScaleFactors.self, from: data)
    } catch {
      throw PlatformError(
        file: path, reason: .malformedJSON("the scale factors are no JSON object of numbers"))
    }
  }

  /// The pictures that are there and whose scale is known, the larger first.
  func images(in spatial: FolderContents) -> [TissueImage] {
    let known = [
      ("tissue_hires_image.png", TissueImage.Resolution.hires, hires),
      ("tissue_lowres_image.png", .lowres, lowres),
    ]
    return known.compactMap { name, resolution, scale in
      guard let path = spatial.file(name), let scale, scale > 0 else { return nil }
      return TissueImage(path: path, resolution: resolution, pixelsPerStep: scale)
    }
  }
}
