import Foundation

/// The areas of a GeoJSON file (RFC 7946): of `histoglot query`, of QuPath, of any other program.
///
/// Polygons and MultiPolygons with holes count, in Features, FeatureCollections, GeometryCollections, or bare, and in a
/// list of these, as QuPath once wrote them. Other geometries have no inside and are left out.
public struct AreaFile: Sendable, Equatable {
  /// A feature that covers something.
  public struct Area: Sendable, Equatable {
    /// `properties.name`, else the name of its `classification`.
    public var name: String?
    public var polygons: [RegionPolygon]
  }

  public var areas: [Area]
  /// How many geometries are no areas.
  public var others: Int

  /// More is no file of regions.
  public static let mostBytes = 256 << 20
  /// Farther out no section reaches, and squares of distances lose their digits.
  static let farthest = 1e12

  /// - Throws: `DescriptionError` where it cannot be read, is no GeoJSON or holds rings that enclose nothing.
  public init(path: String) throws {
    let url = URL(fileURLWithPath: path)
    let bytes: Int
    let data: Data
    do {
      bytes = try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
      guard bytes <= Self.mostBytes else {
        throw DescriptionError(place: path, reason: .tooLarge(bytes: bytes, most: Self.mostBytes))
      }
      data = try Data(contentsOf: url)
    } catch let error as DescriptionError {
      throw error
    } catch {
      throw DescriptionError(place: path, reason: .unreadable(error.localizedDescription))
    }
    try self.init(data, place: path)
  }

  /// - Parameter place: names the data in errors.
  public init(_ data: Data, place: String) throws {
    let objects: [GeoJSONObject]
    do {
      // A list of features, or one object.
      let isList = data.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "[")
      let decoder = JSONDecoder()
      objects =
        isList
        ? try decoder.decode([GeoJSONObject].self, from: data)
        : [try decoder.decode(GeoJSONObject.self, from: data)]
    } catch {
      throw DescriptionError(place: place, reason: .notGeoJSON(Self.plain(error)))
    }
    areas = []
    others = 0
    do {
      for object in objects { try add(object, name: nil) }
    } catch let reason as DescriptionError.Reason {
      throw DescriptionError(place: place, reason: reason)
    }
    if areas.isEmpty { throw DescriptionError(place: place, reason: .noAreas(others: others)) }
  }

  /// The areas of a name, all of them where none is given.
  public func areas(named name: String?, place: String) throws -> [Area] {
    guard let name else { return areas }
    let own = areas.filter { $0.name == name }
    if own.isEmpty {
      throw DescriptionError(
        place: place, reason: .noFeature(named: name, has: areas.compactMap(\.name)))
    }
    return own
  }

  private mutating func add(_ object: GeoJSONObject, name: String?) throws {
    switch object {
    case .collection(let objects): for object in objects { try add(object, name: name) }
    case .feature(let geometry, let name):
      guard let geometry else { return }
      let before = areas.count
      try add(geometry, name: name)
      // A collection of several geometries is one feature still.
      let polygons = areas[before...].flatMap(\.polygons)
      areas.removeSubrange(before...)
      if !polygons.isEmpty { areas.append(Area(name: name, polygons: polygons)) }
    case .polygons(let polygons):
      let place = areas.count
      areas.append(
        Area(
          name: name,
          polygons: try polygons.map { rings in
            RegionPolygon(rings: try rings.map { try Self.ring($0, area: place) })
          }))
    case .other: others += 1
    }
  }

  /// A ring without its last position, which is its first.
  private static func ring(_ positions: [[Double]], area: Int) throws -> [Place] {
    let places = try positions.map { position in
      guard position.count >= 2 else {
        throw DescriptionError.Reason.positionNotReadable(area: area)
      }
      guard position.allSatisfy({ abs($0) <= farthest }) else {
        throw DescriptionError.Reason.placeOutOfReach(area: area)
      }
      return Place(x: position[0], y: position[1])
    }
    guard places.first == places.last else {
      throw DescriptionError.Reason.ringNotClosed(area: area)
    }
    let corners = Set(places).count
    guard corners >= 3 else {
      throw DescriptionError.Reason.ringTooShort(area: area, corners: corners)
    }
    return places.dropLast()
  }

  /// What a decoder complains of, in few words.
  private static func plain(_ error: any Error) -> String {
    let context: DecodingError.Context
    switch error as? DecodingError {
    case .dataCorrupted(let found): context = found
    case .typeMismatch(_, let found), .valueNotFound(_, let found): context = found
    case .keyNotFound(let key, let found):
      return "'\(key.stringValue)' is missing\(path(found))"
    case nil: return error.localizedDescription
    @unknown default: return error.localizedDescription
    }
    return context.debugDescription + path(context)
  }

  private static func path(_ context: DecodingError.Context) -> String {
    let keys = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return keys.isEmpty ? "" : " at \(keys.joined(separator: "/").shortened(120))"
  }
}

extension DescriptionError.Reason: Error {}

/// What a GeoJSON file is made of.
private indirect enum GeoJSONObject: Decodable {
  case collection([GeoJSONObject])
  case feature(GeoJSONObject?, name: String?)
  /// Polygons of rings of positions.
  case polygons([[[[Double]]]])
  case other

  private enum Key: CodingKey { case type, features, geometry, geometries, coordinates, properties }

  private struct Properties: Decodable {
    struct Classification: Decodable { var name: String }

    var name: String?

    private enum Key: CodingKey { case name, classification }

    /// Properties are anybody's; what is no name is not looked at.
    init(from decoder: any Decoder) throws {
      let container = try? decoder.container(keyedBy: Key.self)
      name =
        (try? container?.decode(String.self, forKey: .name))
        ?? (try? container?.decode(Classification.self, forKey: .classification))?.name
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let type = try container.decode(String.self, forKey: .type)
    switch type {
    case "FeatureCollection":
      self = .collection(try container.decode([GeoJSONObject].self, forKey: .features))
    case "GeometryCollection":
      self = .collection(try container.decode([GeoJSONObject].self, forKey: .geometries))
    case "Feature":
      let properties = try container.decodeIfPresent(Properties.self, forKey: .properties)
      self = .feature(
        try container.decodeIfPresent(GeoJSONObject.self, forKey: .geometry),
        name: properties?.name)
    case "Polygon":
      self = .polygons([try container.decode([[[Double]]].self, forKey: .coordinates)])
    case "MultiPolygon":
      self = .polygons(try container.decode([[[[Double]]]].self, forKey: .coordinates))
    case "Point", "MultiPoint", "LineString", "MultiLineString": self = .other
    default:
      throw DecodingError.dataCorruptedError(
        forKey: Key.type, in: container, debugDescription: "unknown type '\(type.shortened(40))'")
    }
  }
}
