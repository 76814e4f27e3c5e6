/// The shape of one section's cortex: an arc whose layers wander in thickness.
///
/// A place is told by how far it lies along the arc (in µm at the pia) and by its depth, 0 at the
/// pia and 1 at the bottom of the white matter.
struct CorticalSheet {
  /// Depth of the tissue from pia to the bottom, µm.
  let thickness: Double
  /// Length along the pia, µm.
  let width: Double
  /// The radius of the pia, µm.
  let radius: Double
  private let piaWave: Wave
  private let boundaries: [Boundary]

  /// A slow oscillation along the arc.
  private struct Wave {
    var amplitude: Double
    var wavelength: Double
    var phase: Double

    func callAsFunction(_ along: Double) -> Double {
      amplitude * PortableMath.sin(2 * Double.pi * along / wavelength + phase)
    }
  }

  /// Where a layer ends, as a share of the depth.
  private struct Boundary {
    var end: Double
    var wave: Wave
  }

  /// The depth of a mouse's cortex with its white matter, µm.
  private static let ordinaryThickness = 1_100.0

  /// Shapes a sheet of the given area, µm².
  ///
  /// As long as a strip of ordinary thickness is neither slimmer than 0.5 nor longer than 3 times
  /// its depth only its length follows the area; beyond that the whole tissue is scaled.
  init(area: Double, using generator: inout Xoshiro256) {
    let ratio = min(max(area / (Self.ordinaryThickness * Self.ordinaryThickness), 0.5), 3)
    let radiusRatio = generator.nextUniform(in: 2...4)
    // The area of an arc of this width at the pia is width · thickness · (1 − thickness / 2R).
    thickness = (area / (ratio * (1 - 0.5 / radiusRatio))).squareRoot()
    width = ratio * thickness
    radius = radiusRatio * thickness
    let thickness = self.thickness
    piaWave = Wave(
      amplitude: generator.nextUniform(in: 0.005...0.02) * thickness,
      wavelength: generator.nextUniform(in: 0.8...1.6) * thickness,
      phase: generator.nextUniform(in: 0...6.283))
    boundaries = CorticalLayer.allCases.dropLast().map { layer in
      Boundary(
        end: layer.meanEnd + generator.nextUniform(in: -0.015...0.015),
        wave: Wave(
          amplitude: generator.nextUniform(in: 0.005...0.018),
          wavelength: generator.nextUniform(in: 0.9...2) * thickness,
          phase: generator.nextUniform(in: 0...6.283)))
    }
  }

  /// A place within the tissue.
  struct Place {
    /// µm along the pia from the sheet's middle.
    var along: Double
    /// 0 at the pia, 1 at the bottom.
    var depth: Double
  }

  /// The place of a point, or nil outside the tissue. The pia's top is at (0, 0), y down.
  func place(x: Double, y: Double) -> Place? {
    let up = radius - y
    guard up > 0 else { return nil }
    let along = PortableMath.atan(x / up) * radius
    guard abs(along) <= width / 2 else { return nil }
    let fromCenter = (x * x + up * up).squareRoot()
    let depth = (radius + piaWave(along) - fromCenter) / thickness
    return depth >= 0 && depth < 1 ? Place(along: along, depth: depth) : nil
  }

  /// The box that holds the tissue.
  var bounds: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let half = width / 2 / radius
    let sagitta = radius * (1 - PortableMath.cos(half))
    let across = (radius + piaWave.amplitude) * PortableMath.sin(half)
    return (
      -across...across, -piaWave.amplitude...thickness + sagitta + piaWave.amplitude
    )
  }

  /// The layer at a place, and how far down in it, 0...1.
  func layer(at place: Place) -> (layer: CorticalLayer, depthInLayer: Double) {
    var top = 0.0
    for (layer, boundary) in zip(CorticalLayer.allCases, boundaries) {
      let end = boundary.end + boundary.wave(place.along)
      if place.depth < end { return (layer, (place.depth - top) / (end - top)) }
      top = end
    }
    return (.whiteMatter, (place.depth - top) / (1 - top))
  }
}
