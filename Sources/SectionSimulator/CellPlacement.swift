import CellSections

/// Where the cells of a section lie and in which niche.
struct CellPlacement {
  /// µm, with the section turned as the slide has it and shifted to positive coordinates,
  /// `[cells]`.
  var x: [Double] = []
  var y: [Double] = []
  /// `[cells]`.
  var places: [CorticalSheet.Place] = []
  /// `[cells]`.
  var niches: [Niche] = []

  /// The spacing of a lattice that has one site for each cell, µm.
  private static let spacing = 16.0

  /// Places exactly `count` cells.
  ///
  /// Cells sit on a jittered hexagonal lattice, which keeps bodies apart as tissue does. There are
  /// a third more sites than cells; which are taken is drawn with probability by the layer's
  /// density (weighted sampling without replacement: Efraimidis & Spirakis 2006). Cells come in the
  /// lattice's order, neighbours close in the list.
  init(count: Int, using generator: inout Xoshiro256) {
    let areaPerCell = Self.spacing * Self.spacing * 0.75.squareRoot()
    let sheet = CorticalSheet(area: Double(count) * areaPerCell, using: &generator)
    let vessels = BloodVessels(in: sheet, radius: 0.6 * Self.spacing, using: &generator)
    var sites: [Site] = []
    var spacing = Self.spacing / 1.35.squareRoot()
    while true {
      sites = Self.sites(of: sheet, spacing: spacing, using: &generator)
      if sites.count >= count { break }
      spacing *= 0.95
    }
    var keys: [Double] = []
    for site in sites {
      keys.append(generator.nextExponential() / sheet.layer(at: site.place).layer.density)
    }
    let chosen = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.prefix(count).sorted()

    let angle = generator.nextUniform(in: -0.4...0.4)
    let (sine, cosine) = (PortableMath.sin(angle), PortableMath.cos(angle))
    for index in chosen {
      let site = sites[index]
      x.append(cosine * site.x - sine * site.y)
      y.append(sine * site.x + cosine * site.y)
      places.append(site.place)
      let (layer, depthInLayer) = sheet.layer(at: site.place)
      niches.append(
        Niche(
          layer: layer, depthInLayer: depthInLayer,
          isAtPia: site.place.depth * sheet.thickness < Self.spacing,
          isAtVessel: vessels.reach(site.place)))
    }
    // Coordinates as an instrument reports them: from the slide's corner, to a hundredth of a µm.
    let (left, top) = (x.min() ?? 0, y.min() ?? 0)
    for cell in x.indices {
      x[cell] = ((x[cell] - left + 50) * 100).rounded() / 100
      y[cell] = ((y[cell] - top + 50) * 100).rounded() / 100
    }
  }

  /// A place where a cell may sit.
  private struct Site {
    var x: Double
    var y: Double
    var place: CorticalSheet.Place
  }

  /// How far a site strays from the lattice along each axis, in its spacings: two neighbours stay
  /// 0.26 spacings apart.
  private static let jitter = 0.32

  private static func sites(
    of sheet: CorticalSheet, spacing: Double, using generator: inout Xoshiro256
  ) -> [Site] {
    let (across, down) = sheet.bounds
    let rowHeight = spacing * 0.75.squareRoot()
    var sites: [Site] = []
    var y = down.lowerBound + rowHeight * generator.unitInterval()
    var isShifted = false
    while y <= down.upperBound {
      var x =
        across.lowerBound + spacing * (generator.unitInterval() * 0.05 + (isShifted ? 0.5 : 0))
      while x <= across.upperBound {
        let siteX = x + jitter * spacing * (2 * generator.unitInterval() - 1)
        let siteY = y + jitter * spacing * (2 * generator.unitInterval() - 1)
        if let place = sheet.place(x: siteX, y: siteY) {
          sites.append(Site(x: siteX, y: siteY, place: place))
        }
        x += spacing
      }
      y += rowHeight
      isShifted.toggle()
    }
    return sites
  }
}
