import ArgumentParser
import CellSections
import Foundation
import Histoglot

/// Which cells of a section are meant.
struct RegionArguments: ParsableArguments {
  // Corners may begin with a minus.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A GeoJSON file of areas (of `histoglot query` or QuPath), or corners as \"x,y x,y x,y\" in the section's unit.",
      valueName: "file|corners"))
  var region: String?

  @Option(help: "Of a GeoJSON file: the area of this name (default: all, taken together).")
  var name: String?

  @Option(
    help: "Of a region in pixels of an image, where the section has another unit: µm in a pixel.")
  var micronsPerPixel: Double?

  @Option(
    help: ArgumentHelp(
      "Names of cells, with commas between, or a file with one a line.", valueName: "names|file"))
  var cells: String?

  @Option(
    help: ArgumentHelp(
      "The cells whose obs KEY is VALUE: a category, a text, a whole number, True or False.",
      valueName: "key=value"))
  var obs: String?

  func validate() throws {
    if [region, cells, obs].compactMap({ $0 }).count > 1 {
      throw ValidationError("Give one of --region, --cells and --obs.")
    }
    if region == nil, name != nil || micronsPerPixel != nil {
      throw ValidationError("--name and --microns-per-pixel are for --region.")
    }
    if let obs, obs.firstIndex(of: "=").map({ $0 == obs.startIndex }) ?? true {
      throw ValidationError("--obs takes KEY=VALUE, as \"region=White matter\".")
    }
    if let micronsPerPixel, !(micronsPerPixel > 0 && micronsPerPixel.isFinite) {
      throw ValidationError("--microns-per-pixel must be a number above 0.")
    }
  }

  private var keyAndValue: (key: String, value: String)? {
    guard let obs, let sign = obs.firstIndex(of: "=") else { return nil }
    return (String(obs[..<sign]), String(obs[obs.index(after: sign)...]))
  }

  /// The obs key that must be read.
  var labels: [String] { keyAndValue.map { [$0.key] } ?? [] }

  /// A selection, and what a person should be told of it.
  func selection() throws -> (selection: RegionSelection, notes: [String]) {
    if let (key, value) = keyAndValue { return (.label(key: key, value: value), []) }
    if let cells { return (.cells(try Self.names(cells)), []) }
    guard let region else { return (.everything, []) }
    guard Self.isFile(region) else {
      return (.areas([try CornerText(region).polygon], name: "The area"), [])
    }
    let file = try AreaFile(path: region)
    let areas = try file.areas(named: name, place: region)
    var notes: [String] = []
    if areas.count > 1 {
      notes.append(
        "\(region): \(areas.count) areas, taken together: \(areas.prefix(12).map { $0.name ?? "(no name)" }.joined(separator: ", "))\(areas.count > 12 ? ", …" : ""); --name chooses one"
      )
    }
    if file.others > 0 {
      notes.append(
        "\(region): left out, since it is no area: \(file.others.of("geometry", plural: "geometries"))"
      )
    }
    let title = areas.count == 1 ? areas[0].name : name
    return (
      .areas(
        areas.flatMap(\.polygons), name: title ?? URL(fileURLWithPath: region).lastPathComponent),
      notes
    )
  }

  /// The selection in the steps of a section.
  func scaled(
    _ selection: RegionSelection, for section: CellSection
  ) throws -> RegionSelection {
    guard let micronsPerPixel, case .areas(let areas, let name) = selection else {
      return selection
    }
    guard let microns = section.coordinates?.unit.micronsPerStep else {
      throw DescriptionError(place: "section \(section.name)", reason: .stepOfUnknownSize)
    }
    return .areas(areas.map { $0.scaled(by: micronsPerPixel / microns) }, name: name)
  }

  private static func isFile(_ text: String) -> Bool {
    text.utf8.count < 4096 && FileManager.default.fileExists(atPath: text)
  }

  /// A path from a root, or one name that ends as lists do.
  private static func looksLikeFile(_ text: String) -> Bool {
    let name = text.lowercased()
    return !name.contains(",")
      && (["/", "./", "../", "~/"].contains { name.hasPrefix($0) }
        || [".csv", ".tsv", ".txt"].contains { name.hasSuffix($0) })
  }

  private static func names(_ text: String) throws -> [String] {
    guard isFile(text) else {
      if looksLikeFile(text) { throw DescriptionError(place: text, reason: .noFileOfCells) }
      return split(text, at: ",")
    }
    do {
      return split(try String(contentsOfFile: text, encoding: .utf8), at: "\n")
    } catch {
      throw DescriptionError(place: text, reason: .unreadable(error.localizedDescription))
    }
  }

  private static func split(_ text: String, at separator: Character) -> [String] {
    text.split { $0 == separator || $0.isNewline }
      .map { $0.trimmingCharacters(in: .whitespaces.union(["\u{FEFF}"])) }.filter { !$0.isEmpty }
  }
}
