/// Draws one section: the picture of the tissue, then the cells.
struct PanelDrawing {
  let panel: MapPanel
  let geometry: PanelGeometry
  let order: PaintOrder
  /// Where the map stands on the canvas.
  let box: Box
  let pixelsPerUnit: Double
  let scale: PrintScale

  /// Cells are never smaller than this, so that a lone one is seen, in pixels.
  private static let leastDiameter = 1.0

  func draw(on canvas: inout Canvas) {
    if let image = panel.image {
      canvas.draw(image.raster, in: box, fading: 0.25) { pixel in
        let step = geometry.step(at: place(ofPixel: pixel))
        return Point(x: step.x * image.pixelsPerStep, y: step.y * image.pixelsPerStep)
      }
    }
    let shown = order.cells.indices.filter { isShown(order.cells[$0]) }
    let centers = shown.map { center(ofCell: order.cells[$0]) }
    let opacity = panel.image == nil ? 1 : 0.8
    let rim = diameter * Self.rimShare
    guard rim >= 0.5, opacity == 1 else {
      var stamps = DiscStamps(radius: diameter / 2)
      let inks = shown.map { Ink(order.colors[$0], opacity: opacity) }
      canvas.fill(discsAt: centers, stamps: &stamps, inks: inks)
      return
    }
    var outer = DiscStamps(radius: diameter / 2)
    var inner = DiscStamps(radius: diameter / 2 - rim)
    var (fill, edge) = (Color(0), Ink(Color(0)))
    for (center, place) in zip(centers, shown) {
      let color = order.colors[place]
      if color != fill { (fill, edge) = (color, Ink(color.rim)) }
      canvas.fill(discsAt: [center], stamps: &outer, inks: [edge])
      canvas.fill(discsAt: [center], stamps: &inner, inks: [Ink(color)])
    }
  }

  /// The rim's share of a point's diameter; a rim thinner than half a pixel is left out.
  private static let rimShare = 0.05

  /// In pixels.
  var diameter: Double {
    if case .diameter = panel.pointSize {
      return min(max(geometry.diameter * pixelsPerUnit, Self.leastDiameter), box.width / 2)
    }
    let most = scale.points(9)
    guard geometry.diameter > 0 else { return most }
    // Points of a few pixels are read as a tone, not one by one: they may close up.
    let wanted = geometry.diameter * pixelsPerUnit
    let closing = 1 + 0.4 * max(1 - wanted / 8, 0)
    return min(max(wanted * closing, Self.leastDiameter), most)
  }

  private func isShown(_ cell: Int) -> Bool {
    geometry.extent.strayCount == 0
      || geometry.extent.holds(
        Point(x: panel.coordinates.x[cell], y: panel.coordinates.y[cell]))
  }

  /// Where a cell stands on the canvas.
  func center(ofCell cell: Int) -> Point {
    Point(
      x: box.x + (geometry.points[cell].x - geometry.frame.x) * pixelsPerUnit,
      y: box.y + (geometry.points[cell].y - geometry.frame.y) * pixelsPerUnit)
  }

  /// Where a place of the file's coordinates stands on the canvas.
  func pixel(ofStep step: Point) -> Point {
    let place = geometry.place(ofStep: step)
    return Point(
      x: box.x + (place.x - geometry.frame.x) * pixelsPerUnit,
      y: box.y + (place.y - geometry.frame.y) * pixelsPerUnit)
  }

  private func place(ofPixel pixel: Point) -> Point {
    Point(
      x: (pixel.x - box.x) / pixelsPerUnit + geometry.frame.x,
      y: (pixel.y - box.y) / pixelsPerUnit + geometry.frame.y)
  }
}
