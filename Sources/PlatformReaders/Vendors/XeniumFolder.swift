import CellSections
import Foundation

/// The output folder of a 10x Xenium run: `cell_feature_matrix.h5` (or the folder of that name) and
/// `cells.csv[.gz]`. Coordinates are in µm.
struct XeniumFolder {
  let folder: FolderContents

  static func isRecognized(_ folder: FolderContents) -> Bool {
    let hasCells = folder.names.contains {
      ["cells.csv", "cells.csv.gz", "cells.parquet"].contains($0)
    }
    return folder.names.contains("experiment.xenium")
      || hasCells && folder.names.contains { $0.hasPrefix("cell_feature_matrix") }
  }

  func read(_ options: SectionOptions) throws -> VendorSection {
    let (counts, countsFile) = try readCounts()
    let cells = try placesFile()
    let places = try PlacesFile(path: cells).read(
      keys: ["cell_id"], x: ["x_centroid"], y: ["y_centroid"]
    ) { $0[0] }
    let experiment = Experiment(path: "\(folder.path)/experiment.xenium")
    var vendor = try counts.joined(
      places, unit: options.unit ?? .microns, name: experiment?.name ?? folder.path.lastPathPart,
      countsFile: countsFile, file: cells)
    let organism = experiment?.organism.flatMap { $0.isEmpty ? nil : $0 }
    vendor.section.species = vendor.section.species ?? organism
    return vendor
  }

  private func readCounts() throws -> (CountsTable, String) {
    if let path = folder.file("cell_feature_matrix.h5") {
      return (try TenXMatrixFile(path: path).read(genome: nil), path)
    }
    if let matrix = folder.folder("cell_feature_matrix") {
      return (try TenXMatrixFolder(matrix).read(), matrix.path)
    }
    throw PlatformError(
      file: folder.path,
      reason: .fileMissing(names: ["cell_feature_matrix.h5", "cell_feature_matrix"]))
  }

  private func placesFile() throws(PlatformError) -> String {
    if let path = folder.file("cells.csv.gz", "cells.csv") { return path }
    if let path = folder.file("cells.parquet") {
      throw PlatformError(file: path, reason: .unsupportedFormat("Parquet"))
    }
    throw PlatformError(
      file: folder.path, reason: .fileMissing(names: ["cells.csv.gz", "cells.csv"]))
  }

  /// What `experiment.xenium` says, as far as it is needed.
  private struct Experiment: Decodable {
    var run: String?
    var region: String?
    var organism: String?

    private enum CodingKeys: String, CodingKey {
      case run = "run_name"
      case region = "region_name"
      case organism = "panel_organism"
    }

    var name: String? {
      let parts = [run, region].compactMap { $0 }.filter { !$0.isEmpty }
      return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// nil where there is no such file, or it says something else: nothing in it is indispensable.
    init?(path: String) {
      guard let data = FileManager.default.contents(atPath: path),
        let experiment = try? JSONDecoder().decode(Experiment.self, from: data)
      else { return nil }
      self = experiment
    }
  }
}
