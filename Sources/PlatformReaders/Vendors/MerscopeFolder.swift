import CellSections

/// The output folder of a Vizgen MERSCOPE run: `cell_by_gene.csv` and `cell_metadata.csv`. Coordinates are in µm.
struct MerscopeFolder {
  let folder: FolderContents

  private static let countsSuffixes = ["cell_by_gene.csv", "cell_by_gene.csv.gz"]
  private static let placesSuffixes = ["cell_metadata.csv", "cell_metadata.csv.gz"]

  static func isRecognized(_ folder: FolderContents) -> Bool {
    folder.file(endingIn: countsSuffixes[0], countsSuffixes[1]) != nil
  }

  func read(_ options: SectionOptions) throws -> VendorSection {
    guard let countsFile = folder.file(endingIn: Self.countsSuffixes[0], Self.countsSuffixes[1])
    else {
      throw PlatformError(file: folder.path, reason: .fileMissing(names: Self.countsSuffixes))
    }
    guard let placesPath = folder.file(endingIn: Self.placesSuffixes[0], Self.placesSuffixes[1])
    else {
      throw PlatformError(file: folder.path, reason: .fileMissing(names: Self.placesSuffixes))
    }
    let file = WideCountsFile(path: countsFile, policy: options.countsPolicy)
    // Ids are beyond what a double holds exactly: they are text throughout.
    var counts = try file.read(keys: [file.firstColumn()]) { $0[0] }
    counts.dropControls("Blank")
    counts = try counts.checked(file: countsFile)
    let placesFile = PlacesFile(path: placesPath)
    let places = try placesFile.read(
      keys: [placesFile.column("EntityID", "cell", "id", "")], x: ["center_x"], y: ["center_y"],
      labels: ["fov"]
    ) { $0[0] }
    return try counts.joined(
      places, unit: options.unit ?? .microns,
      name: countsFile.runName(before: "cell_by_gene") ?? folder.path.lastPathPart,
      countsFile: countsFile, file: placesPath)
  }
}
