import CellSections
import Foundation
import Histoglot

/// The answer to a query for programs and people to read.
struct QueryReport: Encodable {
  struct Region: Encodable {
    struct Share: Encodable {
      var type: String
      var share: Double
      var elsewhere: Double
    }
    struct Gene: Encodable {
      var gene: String
      var difference: Double
      var inside: Double
      var elsewhere: Double
    }
    var rank: Int
    var section: String
    var cells: Int
    var area: Double
    var areaUnit: String
    var x: Double
    var y: Double
    var score: Double
    var mass: Double
    var p: Double
    var composition: [Share]
    var genes: [Gene]
  }

  var query: String
  var file: String
  var types: String
  var interpretation: [String]
  var threshold: Double
  var smoothingCells: Int
  var permutations: Int
  /// In words, as they follow the threshold.
  private let thresholdRule: String
  private static let ownThreshold =
    " (where scores part in two groups, and at least half-way up from their median to their peak, the 99th percentile)"
  var regions: [Region]
  var noMatch: String?
  /// Groups of cells above the threshold that are no regions, where there are any.
  var leftOut: String?
  /// What "near" meant, where it was asked for.
  var near: String?

  init(_ answer: QueryAnswer, section: String, types: CellTypeEvidence, options: QueryOptions) {
    query = answer.interpretation.text
    file = section
    self.types = types.sentence
    interpretation = answer.interpretation.terms.map(\.description)
    threshold = answer.threshold
    smoothingCells = options.smoothingCells
    permutations = options.permutations
    thresholdRule = options.threshold == nil ? Self.ownThreshold : ""
    noMatch = answer.noMatch?.description
    leftOut = answer.leftOut.sentence(options)
    regions = answer.regions.enumerated().map { place, region in
      let microns = region.micronsPerStep ?? 1
      return Region(
        rank: place + 1, section: region.sectionName, cells: region.cells.count,
        area: region.area, areaUnit: region.areaUnit, x: region.centroid.x * microns,
        y: region.centroid.y * microns, score: region.score, mass: region.mass, p: region.pValue,
        composition: region.composition.map {
          Region.Share(type: $0.name, share: $0.share, elsewhere: $0.elsewhere)
        },
        genes: region.genes.map {
          Region.Gene(
            gene: $0.name, difference: $0.difference, inside: $0.inside, elsewhere: $0.elsewhere)
        })
    }
    if answer.interpretation.terms.contains(where: { $0.near != nil }) {
      let microns = answer.regions.first?.micronsPerStep
      let length = answer.nearLength * (microns ?? 1)
      near = "'near' falls to a third over \(length.digits(0)) \(microns == nil ? "px" : "µm")"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case query, file, types, interpretation, threshold, smoothingCells, permutations, regions
    case noMatch, leftOut, near
  }

  func json() throws -> String {
    return try readableJSON(self)
  }

  /// The regions, a paragraph each, or why there are none.
  var text: String {
    if let noMatch { return noMatch }
    var lines = [
      "regions: connected cells whose score, averaged over \(smoothingCells.of("cell")), is \(threshold.digits(2)) deviations or more above the mean\(thresholdRule); p by \(permutations.of("permutation")) of cells over places"
    ]
    if let near { lines.append(near) }
    let isMany = Set(regions.map(\.section)).count > 1
    for region in regions {
      let unit = region.areaUnit.dropLast()
      let name = isMany ? " in \(region.section)" : ""
      lines.append(
        "\(region.rank). \(region.cells.of("cell"))\(name), \(region.area.significant(3)) \(region.areaUnit) around (\(region.x.digits(0)), \(region.y.digits(0))) \(unit), score \(region.score.digits(2)), p \(region.p.digits(3))"
      )
      let shares = region.composition.prefix(4).map {
        "\($0.type) \(($0.share * 100).digits(0)) % (\(($0.elsewhere * 100).digits(0)) % elsewhere)"
      }
      if !shares.isEmpty { lines.append("   cells: \(shares.joined(separator: ", "))") }
      let genes = region.genes.prefix(5).map { "\($0.gene) +\($0.difference.digits(2))" }
      if !genes.isEmpty { lines.append("   genes: \(genes.joined(separator: ", "))") }
    }
    if let leftOut { lines.append(leftOut) }
    return lines.joined(separator: "\n")
  }
}

extension LeftOutGroups {
  /// "left out: 3 groups of fewer than 20 cells (17 cells)"; nil where nothing is.
  fileprivate func sentence(_ options: QueryOptions) -> String? {
    func part(_ count: Count, _ what: String) -> String? {
      guard count.groups > 0 else { return nil }
      let groups = "\(count.groups) group\(count.groups == 1 ? "" : "s")"
      return "\(groups) \(what) (\(count.cells) cell\(count.cells == 1 ? "" : "s"))"
    }
    let parts = [
      part(small, "of fewer than \(options.fewestCells) cells"),
      part(likelyChance, "no larger than chance makes them"),
      part(further, "behind the first \(options.mostRegions) regions"),
    ].compactMap(\.self)
    return parts.isEmpty ? nil : "left out: " + parts.joined(separator: ", ")
  }
}

extension Double {
  /// With so many digits that count, in full.
  func significant(_ count: Int) -> String {
    guard self != 0, isFinite else { return "\(self)" }
    let magnitude = Int(log10(abs(self)).rounded(.down))
    if magnitude >= count {
      let unit = pow(10, Double(magnitude - count + 1))
      return String(format: "%.0f", (self / unit).rounded() * unit)
    }
    return digits(count - 1 - magnitude)
  }
}
