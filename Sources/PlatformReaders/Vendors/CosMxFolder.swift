import CellSections

/// The flat files of a NanoString CosMx run: `*_exprMat_file.csv[.gz]` and `*_metadata_file.csv[.gz]`.
///
/// A cell is known by (fov, cell_ID); cell 0 of a field is what was assigned to none. Places are the global
/// pixels, whose origin is at the bottom left: y is negated, so that it runs down as everywhere else. The
/// size of a pixel differs between releases and is never assumed.
struct CosMxFolder {
  let folder: FolderContents

  private static let countsSuffixes = ["exprMat_file.csv", "exprMat_file.csv.gz"]
  private static let placesSuffixes = ["metadata_file.csv", "metadata_file.csv.gz"]

  static func isRecognized(_ folder: FolderContents) -> Bool {
    folder.file(endingIn: countsSuffixes[0], countsSuffixes[1]) != nil
  }

  func read(_ options: SectionOptions) throws -> VendorSection {
    guard let countsFile = folder.file(endingIn: Self.countsSuffixes[0], Self.countsSuffixes[1])
    else {
      throw PlatformError(file: folder.path, reason: .fileMissing(names: Self.countsSuffixes))
    }
    guard let placesFile = folder.file(endingIn: Self.placesSuffixes[0], Self.placesSuffixes[1])
    else {
      throw PlatformError(file: folder.path, reason: .fileMissing(names: Self.placesSuffixes))
    }
    var unassigned = 0
    var counts = try WideCountsFile(path: countsFile, policy: options.countsPolicy)
      .read(keys: ["fov", "cell_ID"], others: ["cell"]) { key in
        if key[1] == "0" { unassigned += 1 }
        return Self.name(key)
      }
    if unassigned > 0 {
      counts.notes.append("assigned to no cell, and dropped: \(unassigned.of("line")) of counts")
    }
    counts.dropControls("NegPrb", "Negative", "SystemControl", "FalseCode")
    counts = try counts.checked(file: countsFile)
    var places = try PlacesFile(path: placesFile).read(
      keys: ["fov", "cell_ID"], x: ["CenterX_global_px"], y: ["CenterY_global_px"],
      labels: ["fov"], identify: Self.name)
    places.y = places.y.map { -$0 }
    var vendor = try counts.joined(
      places, unit: options.unit ?? .unknown,
      name: countsFile.runName(before: "exprMat_file") ?? folder.path.lastPathPart,
      countsFile: countsFile, file: placesFile)
    vendor.notes.append(
      "y was turned to run down, as the origin of global pixels is at the bottom left")
    if options.unit == nil {
      vendor.notes.append(
        "the size of a pixel is unknown: it was 0.18 µm in the release of 2022 and is about 0.12 µm since"
      )
    }
    return vendor
  }

  /// `fov_cell`; nil for what was assigned to no cell.
  private static func name(_ key: [String]) -> String? {
    key[1] == "0" ? nil : "\(key[0])_\(key[1])"
  }
}
