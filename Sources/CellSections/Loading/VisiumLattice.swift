/// The hexagonal array of Visium's spots, from which the size of a pixel follows.
package enum VisiumLattice {
  /// µm per pixel, from all spots: the ratio of their spread on the array to that in the picture.
  ///
  /// Spots lie 100 µm apart: a step of a column is 50 µm, one of a row 50·√3 µm. The distance to the
  /// nearest spot would do too, but suffers from pixels being whole numbers (0.7 % on 10x's own samples),
  /// and fails where spots are few and far between. nil where they all lie at one place.
  ///
  /// - Parameters:
  ///   - rows, columns: `array_row` and `array_col`, `[spots]`.
  ///   - x, y: pixels of the full-resolution picture, `[spots]`.
  package static func micronsPerPixel(
    rows: [Double], columns: [Double], x: [Double], y: [Double]
  ) -> Double? {
    let onArray = spread(columns.map { 50 * $0 }) + spread(rows.map { 50 * 3.0.squareRoot() * $0 })
    let inPixels = spread(x) + spread(y)
    return onArray > 0 && inPixels > 0 ? (onArray / inPixels).squareRoot() : nil
  }

  /// The sum of squared distances from the mean.
  private static func spread(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }
}
