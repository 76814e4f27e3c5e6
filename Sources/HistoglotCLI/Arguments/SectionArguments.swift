import ArgumentParser
import CellSections
import Foundation

/// How the sections of a file are to be read.
struct SectionArguments: ParsableArguments {
  @Option(
    help: "The obs key that tells the sections of a file apart (default: 'section', if there).")
  var sectionKey: String?

  @Option(help: "The element that holds counts: X, raw or a layer's name (default: found).")
  var counts: String?

  @Flag(
    help: "Round values that are no counts, such as normalised scores, instead of refusing them.")
  var roundScores = false

  @Option(help: "The obsm key of the coordinates (default: 'spatial').")
  var coordinates: String?

  @Option(
    name: .customLong("microns-per-unit"),
    help: "How many µm one step of a coordinate is (default: what the file or platform says).")
  var micronsPerUnit: Double?

  @Option(help: "The species (default: what the file says).")
  var species: String?

  @Option(help: "A CSV of two columns, from and to, that renames genes: other ids, orthologues.")
  var geneTable: String?

  func validate() throws {
    if let micronsPerUnit, !(micronsPerUnit > 0 && micronsPerUnit.isFinite) {
      throw ValidationError("--microns-per-unit must be a number above 0, not \(micronsPerUnit).")
    }
  }

  /// What to tell the reader.
  ///
  /// - Parameter labels: keys that must be read as labels.
  func options(labels: [String] = []) -> SectionOptions {
    SectionOptions(
      sectionKey: sectionKey, countsElement: counts,
      countsPolicy: roundScores ? .acceptNonInteger(scale: 1) : .wholeNumbers,
      coordinatesKey: coordinates,
      unit: micronsPerUnit.map { $0 == 1 ? .microns : .pixels(micronsPerPixel: $0) },
      species: species, labelKeys: labels)
  }

  /// The table the user gave, if any.
  func table() throws -> GeneTable? { try geneTable.map { try GeneTable(path: $0) } }
}

/// How many threads may work.
struct ThreadArguments: ParsableArguments {
  @Option(name: .shortAndLong, help: "Threads; no result depends on it (default: all cores).")
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
  }

  var count: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }
}
