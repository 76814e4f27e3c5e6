import Foundation

/// Regions as a GeoJSON file that QuPath opens as annotations (File → Import objects).
///
/// QuPath takes coordinates for pixels of the full image, x to the right and y down.
public struct RegionGeoJSON: Sendable {
  private let collection: Collection

  /// - Parameters:
  ///   - regions: in order of rank.
  ///   - query: what was asked; names the annotations' class.
  ///   - scale: pixels of the image in a step of the coordinates, of each region.
  ///   - colors: red, green and blue, of each region.
  public init(_ regions: [FoundRegion], query: String, scale: [Double], colors: [[Int]]) {
    precondition(
      scale.count == regions.count && colors.count == regions.count,
      "RegionGeoJSON: \(scale.count) scales and \(colors.count) colours for \(regions.count) regions"
    )
    // QuPath reads "a: b" as a class derived from another.
    let name = query.split(separator: ":").joined(separator: " ").shortened(80)
    collection = Collection(
      features: regions.indices.map { place in
        let region = regions[place]
        let factor = scale[place]
        return Feature(
          geometry: Geometry(region.shape, factor: factor),
          properties: Properties(
            name: "\(name) \(place + 1)",
            classification: Classification(name: name, color: colors[place]),
            measurements: [
              "rank": Double(place + 1), "cells": Double(region.cells.count),
              "score": region.score, "p": region.pValue, "area (\(region.areaUnit))": region.area,
            ], section: region.sectionName))
      })
  }

  /// The file's bytes; the same regions give the same bytes.
  public func data() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(collection)
  }

  private struct Collection: Encodable, Sendable {
    var type = "FeatureCollection"
    var features: [Feature]
  }

  private struct Feature: Encodable, Sendable {
    var type = "Feature"
    var geometry: Geometry
    var properties: Properties
  }

  private struct Properties: Encodable, Sendable {
    var objectType = "annotation"
    var name: String
    var classification: Classification
    var measurements: [String: Double]
    var section: String
  }

  private struct Classification: Encodable, Sendable {
    var name: String
    var color: [Int]
  }

  /// One polygon, or several that lie apart.
  private struct Geometry: Encodable, Sendable {
    private typealias Ring = [[Double]]
    private let polygons: [[Ring]]

    init(_ shape: RegionShape, factor: Double) {
      let corners = shape.polygons.flatMap(\.outer)
      let width = (corners.map(\.x).max() ?? 0) - (corners.map(\.x).min() ?? 0)
      let rounding = DecimalRounding(extent: width * factor)
      polygons = shape.polygons.map { polygon in
        // RFC 7946: the outer ring runs against the clock where y points up, so with it where y points down.
        ([polygon.outer] + polygon.holes).map { ring in
          let corners = ring.map { [rounding($0.x * factor), rounding($0.y * factor)] }
          return corners + corners.prefix(1)
        }
      }
    }

    private enum Key: CodingKey { case type, coordinates }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      if polygons.count == 1 {
        try container.encode("Polygon", forKey: .type)
        try container.encode(polygons[0], forKey: .coordinates)
      } else {
        try container.encode("MultiPolygon", forKey: .type)
        try container.encode(polygons, forKey: .coordinates)
      }
    }
  }
}

/// Rounds coordinates to few enough decimal digits for a file and so many that no ring changes its course.
private struct DecimalRounding {
  private let perStep: Double

  /// - Parameter extent: how wide the shape is; a millionth of it is kept.
  init(extent: Double) {
    let exponent = extent > 0 && extent.isFinite ? 6 - log10(extent).rounded(.down) : 0
    perStep = pow(10, min(max(exponent, 0), 15))
  }

  func callAsFunction(_ value: Double) -> Double { (value * perStep).rounded() / perStep }
}
