import ArgumentParser
import CellSections
import Foundation
import ParallelLoops
import PlatformReaders

/// How the sections of a file are to be read.
struct SectionArguments: ParsableArguments {
  /// What can be read as a section.
  static let inputs: ArgumentHelp =
    "An .h5ad file, a folder of Xenium, Visium, MERSCOPE or CosMx, a 10x matrix (.h5 or folder), or a CSV table of counts."

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

  @Option(help: "The genome to read of a 10x matrix that holds several.")
  var genome: String?

  @Option(help: "Of a CSV table of counts: the CSV with the places of its cells.")
  var coordinatesFile: String?

  @Option(help: "Of a CSV table: the column that identifies cells (default: the first).")
  var cellColumn: String?

  @Option(
    help: ArgumentHelp(
      "Of a CSV table: the columns of x and y, as X,Y (default: usual names are tried).",
      valueName: "x,y"))
  var xyColumns: String?

  func validate() throws {
    if let xyColumns, xyColumns.split(separator: ",").count != 2 {
      throw ValidationError("--xy-columns takes two names with a comma between, as x_um,y_um.")
    }
    if let micronsPerUnit, !(micronsPerUnit > 0 && micronsPerUnit.isFinite) {
      throw ValidationError("--microns-per-unit must be a number above 0, not \(micronsPerUnit).")
    }
  }

  /// What to tell the reader.
  ///
  /// - Parameters:
  ///   - labels: keys that must be read as labels.
  ///   - threads: how many read.
  func options(labels: [String] = [], threads: Int = coreCount) -> SourceOptions {
    let places = xyColumns?.split(separator: ",").map(String.init)
    return SourceOptions(
      sections: SectionOptions(
        sectionKey: sectionKey, countsElement: counts,
        countsPolicy: roundScores ? .acceptNonInteger(scale: 1) : .wholeNumbers,
        coordinatesKey: coordinates,
        unit: micronsPerUnit.map { $0 == 1 ? .microns : .pixels(micronsPerPixel: $0) },
        species: species, labelKeys: labels, threads: threads),
      genome: genome,
      table: TableOptions(
        coordinatesFile: coordinatesFile, cellColumn: cellColumn, xColumn: places?.first,
        yColumn: places?.last))
  }

  /// The table the user gave, if any.
  func table() throws -> GeneTable? { try geneTable.map { try GeneTable(path: $0) } }
}

/// How many threads may work.
struct ThreadArguments: ParsableArguments {
  @Option(name: .shortAndLong, help: "Threads; no result depends on it (default: all cores).")
  var threads: Int?

  /// More only wait for one another.
  static let most = 1024

  func validate() throws {
    if let threads, !(1...Self.most).contains(threads) {
      throw ValidationError("--threads must be from 1 to \(Self.most), not \(threads).")
    }
  }

  var count: Int { threads ?? coreCount }
}
