/// Corners of an area as a text: `x,y x,y x,y`, in steps of the coordinates.
public struct CornerText: Sendable, Equatable {
  public var polygon: RegionPolygon

  /// - Throws: `DescriptionError` where it is anything else; the last corner may repeat the first.
  public init(_ text: String) throws {
    let place = "--region"
    var corners: [Place] = []
    for pair in text.split(whereSeparator: { $0.isWhitespace || $0 == ";" }) {
      let parts = pair.split(separator: ",", omittingEmptySubsequences: false)
      guard parts.count == 2, let x = Double(parts[0]), let y = Double(parts[1]),
        x.isFinite, y.isFinite
      else { throw DescriptionError(place: place, reason: .neitherFileNorCorners(text)) }
      guard max(abs(x), abs(y)) <= AreaFile.farthest else {
        throw DescriptionError(place: place, reason: .placeOutOfReach(area: 0))
      }
      corners.append(Place(x: x, y: y))
    }
    guard !corners.isEmpty else {
      throw DescriptionError(place: place, reason: .neitherFileNorCorners(text))
    }
    if corners.count > 1, corners.first == corners.last { corners.removeLast() }
    let distinct = Set(corners).count
    guard distinct >= 3 else {
      throw DescriptionError(place: place, reason: .tooFewCorners(distinct))
    }
    polygon = RegionPolygon(rings: [corners])
  }
}
