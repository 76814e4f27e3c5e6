import CellSections

/// Vessels that dive from the pia, each along its own slightly bent course.
struct BloodVessels {
  private struct Vessel {
    var along: Double
    var lean: Double
    var bend: Double
    var phase: Double
    /// The depth at which it ends.
    var end: Double
  }
  private let vessels: [Vessel]
  private let spacing: Double
  private let start: Double
  private let radius: Double

  /// Vessels every 130 µm or so, reaching `radius` µm to either side.
  init(in sheet: CorticalSheet, radius: Double, using generator: inout Xoshiro256) {
    spacing = 130
    start = -sheet.width / 2
    self.radius = radius
    let count = max(1, Int((sheet.width / spacing).rounded(.up)))
    var vessels: [Vessel] = []
    for index in 0..<count {
      vessels.append(
        Vessel(
          along: start + (Double(index) + generator.unitInterval()) * spacing,
          lean: generator.nextUniform(in: -30...30), bend: generator.nextUniform(in: 2...12),
          phase: generator.nextUniform(in: 0...6.283), end: generator.nextUniform(in: 0.3...1.1)))
    }
    self.vessels = vessels
  }

  /// Whether a place lies within a vessel's reach.
  func reach(_ place: CorticalSheet.Place) -> Bool {
    // A vessel strays less than one spacing from where it began.
    let nearest = Int(((place.along - start) / spacing).rounded(.down))
    for index in max(nearest - 1, 0)...max(nearest + 1, 0) where index < vessels.count {
      let vessel = vessels[index]
      guard place.depth < vessel.end else { continue }
      let course =
        vessel.along + vessel.lean * place.depth
        + vessel.bend * PortableMath.sin(9 * place.depth + vessel.phase)
      if abs(course - place.along) < radius { return true }
    }
    return false
  }
}
