import CellSections

/// A section as one of the vendors' readers hands it over.
struct VendorSection {
  var section: CellSection
  /// The file that holds the counts.
  var countsFile: String
  /// Whether values that were not whole were rounded.
  var isRounded = false
  var notes: [String]
  var tissueImages: [TissueImage] = []
  /// The width of a spot in steps of the coordinates, on spot platforms.
  var spotDiameter: Double?
}

extension String {
  /// The last part of a path.
  var lastPathPart: String { split(separator: "/").last.map(String.init) ?? self }

  /// What stands before `suffix` in a file's name, without a joining `_` or `-`; nil where nothing does.
  func runName(before suffix: String) -> String? {
    guard let range = lastPathPart.range(of: suffix) else { return nil }
    let name = lastPathPart[..<range.lowerBound].reversed().drop { "_-.".contains($0) }.reversed()
    return name.isEmpty ? nil : String(name)
  }
}
