import AnnDataFiles
import CellSections
import Foundation
import Histoglot
import TissueMaps

/// The files of an answer; each appears whole or not at all.
struct QueryFiles {
  let folder: String
  let input: SectionInput
  let answer: QueryAnswer
  let report: QueryReport
  /// Of the image that GeoJSON is laid over, where coordinates are µm.
  let micronsPerPixel: Double?
  /// Of the map.
  let dotsPerInch: Double

  private enum Name: String, CaseIterable {
    case map = "map.png"
    case areas = "regions.geojson"
    case table = "regions.csv"
    case report = "result.json"
    case annotated = "annotated.h5ad"
  }

  /// The files' names; not all of them are there after each query.
  static let names = Name.allCases.map(\.rawValue)

  /// Writes them and says which, and what should be said of the map.
  func write(annotated: Bool) throws -> (paths: [String], notes: [String]) {
    try makeFolder()
    var names: [Name] = [.map, .areas, .table, .report]
    let drawn = try map().draw()
    try drawn.raster.write(to: path(.map), dotsPerInch: dotsPerInch)
    try save(geoJSON().data(), to: path(.areas))
    try save(Data(table.utf8), to: path(.table))
    try saveReport()
    if annotated {
      try writeAnnotated(to: path(.annotated))
      names.append(.annotated)
    } else {
      try remove(.annotated)
    }
    return (names.map(path), drawn.notes)
  }

  /// Writes why there is no answer, and takes away what an earlier query left: it answers another question.
  func writeReportAlone() throws -> String {
    try makeFolder()
    for name in Name.allCases where name != .report { try remove(name) }
    try saveReport()
    return path(.report)
  }

  private func path(_ name: Name) -> String {
    // As it was typed, which is shorter to read than from the root.
    (folder.hasSuffix("/") ? folder : folder + "/") + name.rawValue
  }

  private func makeFolder() throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandError.notWritten(folder, why: error.localizedDescription)
    }
  }

  private func saveReport() throws {
    try save(Data((try report.json() + "\n").utf8), to: path(.report))
  }

  /// Never the input, which may lie in the same folder.
  private func remove(_ name: Name) throws {
    let old = URL(fileURLWithPath: path(name)).resolvingSymlinksInPath()
    guard FileManager.default.fileExists(atPath: old.path),
      old != URL(fileURLWithPath: report.file).resolvingSymlinksInPath()
    else { return }
    do {
      try FileManager.default.removeItem(atPath: path(name))
    } catch {
      throw CommandError.notWritten(path(name), why: error.localizedDescription)
    }
  }

  /// What a person should know who lays the GeoJSON over an image.
  var note: String? {
    guard micronsPerPixel == nil, !answer.regions.isEmpty,
      input.sections.contains(where: { $0.coordinates?.unit == .microns })
    else { return nil }
    return
      "regions.geojson holds µm, and QuPath takes them for pixels; give --microns-per-pixel of the image"
  }

  private func save(_ data: Data, to path: String) throws {
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandError.notWritten(path, why: error.localizedDescription)
    }
  }

  // MARK: - Picture

  private func map() throws -> TissueMap {
    let panels = try input.sections.enumerated().map { place, section in
      var panel = try MapPanel(
        section: section, coloring: .numbers(name: "score", values: answer.scores[place]))
      panel.outlines = answer.regions.enumerated().filter { $0.element.section == place }
        .map { rank, region in
          MapOutline(
            rings: region.shape.polygons.flatMap { [$0.outer] + $0.holes }.map { ring in
              ring.map { MapOutline.Corner(x: $0.x, y: $0.y) }
            }, label: String(rank + 1),
            middle: MapOutline.Corner(x: region.shape.middle.x, y: region.shape.middle.y))
        }
      return panel
    }
    return TissueMap(
      title: answer.interpretation.text, panels: panels,
      footnote: report.leftOut.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." },
      style: MapStyle(dotsPerInch: dotsPerInch))
  }

  // MARK: - Tables

  private func geoJSON() -> RegionGeoJSON {
    let colors = CategoricalPalette.colors(max(1, answer.regions.count)).map {
      [Int($0.red), Int($0.green), Int($0.blue)]
    }
    let scale = answer.regions.map { region -> Double in
      guard let micronsPerPixel, let microns = region.micronsPerStep else { return 1 }
      return microns / micronsPerPixel
    }
    return RegionGeoJSON(
      answer.regions, query: answer.interpretation.text, scale: scale,
      colors: Array(colors.prefix(answer.regions.count)))
  }

  private var table: String {
    var lines = [
      "rank,section,cells,area,area_unit,x,y,score,p,composition,genes"
    ]
    for region in report.regions {
      let shares = region.composition.map { "\($0.type) \($0.share.digits(3))" }
      let genes = region.genes.map { "\($0.gene) \($0.difference.digits(3))" }
      let fields: [String] =
        ["\(region.rank)", csvField(region.section), "\(region.cells)", region.area.digits(1)]
        + [csvField(region.areaUnit), region.x.digits(2), region.y.digits(2)]
        + [region.score.digits(4), region.p.digits(5)]
        + [shares, genes].map { csvField($0.joined(separator: "; ")) }
      lines.append(fields.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: - Columns

  private func writeAnnotated(to path: String) throws {
    let file = AnnotationFile(input: input)
    try file.write(to: path) { copy, _ in
      let scores = file.inFileOrder(Double(0), answer.scores)
      copy.set(.floats(scores.map { Float($0) }), named: "histoglot_query_score", of: .obs)
      let codes = file.inFileOrder(Int32(-1), answer.regionOfCell)
      let names = answer.regions.indices.map { String($0 + 1) }
      copy.set(
        .categorical(Categorical(codes: codes, names: names)), named: "histoglot_query_region",
        of: .obs)
      copy.setUns(
        .mapping([
          NamedElement("query", .text(answer.interpretation.text)),
          NamedElement("interpretation", .texts(report.interpretation)),
          NamedElement("threshold", .number(answer.threshold)),
          NamedElement("version", .text(histoglotVersion)),
        ]), "histoglot_query")
    }
  }
}
