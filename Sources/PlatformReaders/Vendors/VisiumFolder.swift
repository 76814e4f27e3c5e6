import CellSections
import Foundation

/// The output folder of 10x Visium: a feature-barcode matrix (HDF5 or folder) and `spatial/` with the places
/// of spots, scale factors and pictures.
///
/// Coordinates are pixels of the full-resolution picture: x is its column, y its row. Spots outside the
/// tissue are dropped.
struct VisiumFolder {
  let folder: FolderContents

  static func isRecognized(_ folder: FolderContents) -> Bool {
    guard let spatial = folder.folder("spatial") else { return false }
    return spatial.names.contains { $0.hasPrefix("tissue_positions") }
  }

  func read(_ options: SourceOptions) throws -> VendorSection {
    let spatial = try FolderContents("\(folder.path)/spatial")
    let spots = try SpotPositions(spatial)
    var (counts, countsFile) = try readCounts(genome: options.genome)
    let outside = Set(spots.spots.filter { !$0.isInTissue }.map(\.barcode))
    let isInside = counts.cellIDs.indices.filter { !outside.contains(counts.cellIDs[$0]) }
    if isInside.count < counts.cellIDs.count {
      let outside = counts.cellIDs.count - isInside.count
      counts.notes.append("outside the tissue, and dropped: \(outside.of("spot"))")
      counts.counts = counts.counts.selectingRows(isInside)
      counts.cellIDs = isInside.map { counts.cellIDs[$0] }
    }
    counts = try counts.checked(file: countsFile)
    let scale = try ScaleFactors(spatial)
    let unit = options.sections.unit ?? spots.unit(scale)
    var vendor = try counts.joined(
      spots.places, unit: unit, name: name, countsFile: countsFile, file: spots.path)
    if unit == .unknown {
      vendor.notes.append("the unit of the coordinates is unknown: too few spots")
    }
    vendor.tissueImages = scale?.images(in: spatial) ?? []
    vendor.spotDiameter = scale?.spotDiameter
    return vendor
  }

  /// The folder's own name, or that of the run whose `outs` it is.
  private var name: String {
    let parts = folder.path.split(separator: "/").map(String.init)
    return (parts.last == "outs" ? parts.dropLast().last : parts.last) ?? folder.path
  }

  /// The filtered matrix before the raw one, HDF5 before a folder.
  private func readCounts(genome: String?) throws -> (CountsTable, String) {
    for kind in ["filtered", "raw"] {
      if let path = folder.file(endingIn: "\(kind)_feature_bc_matrix.h5") {
        return (try TenXMatrixFile(path: path).read(genome: genome), path)
      }
      if let matrix = folder.folder("\(kind)_feature_bc_matrix") {
        return (try TenXMatrixFolder(matrix).read(), matrix.path)
      }
    }
    throw PlatformError(
      file: folder.path,
      reason: .fileMissing(names: [
        "filtered_feature_bc_matrix.h5", "filtered_feature_bc_matrix",
        "raw_feature_bc_matrix.h5", "raw_feature_bc_matrix",
      ]))
  }
}
