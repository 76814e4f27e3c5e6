import CellSections

/// Why a vendor's output cannot be read.
public struct PlatformError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file or folder.
  public var file: String
  /// The line of a text file, from 1, or the element of an HDF5 file, where there is one.
  public var place: String?
  public var reason: Reason

  public init(file: String, place: String? = nil, reason: Reason) {
    self.file = file
    self.place = place
    self.reason = reason
  }

  /// One line: where, what, and what to do.
  public var description: String {
    let place = [file, place].compactMap { $0 }.joined(separator: ", ")
    return "\(place): \(reason.statement); \(reason.advice)".onOneLine
  }

  /// What is wrong.
  public enum Reason: Sendable, Equatable {
    /// A file or folder of no kind known here; what is in it.
    case unrecognized(contents: [String])
    /// A file of the platform's folder is not there; the names it may have.
    case fileMissing(names: [String])
    /// A file in a format that is not read here, beside or instead of one that is.
    case unsupportedFormat(String)
    case unreadable(String)
    /// Damaged or cut-off compression.
    case damagedGzip(String)
    case tooLarge(limit: Int)
    /// Text that is not the table it should be.
    case malformedTable(String)
    /// A MatrixMarket file that is not a matrix of counts.
    case malformedMatrix(String)
    case malformedJSON(String)
    /// A value that is no count: negative, not whole, not finite or too large.
    case notACount(Double)
    /// A dataset of an HDF5 file that does not fit the others.
    case inconsistent(String)
    case severalGenomes([String])
    case genomeMissing(String, available: [String])
    case lengthMismatch(what: String, expected: Int, found: Int)
    case duplicateCells([String])
    case noCells
    case noGenes
    /// No cell of the counts has coordinates, or the other way round.
    case noCellInCommon(counts: [String], coordinates: [String])
    case columnMissing(String, available: [String])
  }
}

extension PlatformError.Reason {
  /// What is wrong, in one clause.
  var statement: String {
    switch self {
    case .unrecognized(let contents):
      contents.isEmpty
        ? "this is no output of a platform known here"
        : "this folder is no output of a platform known here (it holds \(contents.listed(8)))"
    case .fileMissing(let names): "there is no \(names.joined(separator: " or "))"
    case .unsupportedFormat(let format): "\(format) is not read"
    case .unreadable(let complaint): complaint
    case .damagedGzip(let complaint): "the compressed file is damaged (\(complaint))"
    case .tooLarge(let limit): "the file unpacks to more than \(limit) bytes"
    case .malformedTable(let complaint), .malformedMatrix(let complaint),
      .malformedJSON(let complaint), .inconsistent(let complaint):
      complaint
    case .notACount(let value): "\(value) is no count"
    case .severalGenomes(let names): "there are counts of several genomes (\(names.listed(6)))"
    case .genomeMissing(let name, let available):
      "there is no genome \(name) (there are: \(available.listed(6)))"
    case .lengthMismatch(let what, let expected, let found):
      "\(found) \(what) where there should be \(expected)"
    case .duplicateCells(let names):
      "\(names.count.of("cell")) \(names.count == 1 ? "occurs" : "occur") more than once (\(names.listed(5)))"
    case .noCells: "there are no cells"
    case .noGenes: "there are no genes"
    case .noCellInCommon(let counts, let coordinates):
      "no cell has both counts (\(counts.listed(3))) and coordinates (\(coordinates.listed(3)))"
    case .columnMissing(let name, let available):
      "there is no column \(name) (there are: \(available.listed(12)))"
    }
  }

  /// What the user can do about it, in one clause.
  var advice: String {
    switch self {
    case .unrecognized:
      "give an .h5ad file, a 10x .h5 file, a folder of 10x, Visium, Xenium, MERSCOPE or CosMx, or a CSV file"
    case .fileMissing: "copy the whole output folder"
    case .unsupportedFormat: "convert it, or keep the platform's CSV or HDF5 file beside it"
    case .unreadable: "check that the file exists and may be read"
    case .damagedGzip: "copy the file again, or unpack it with gunzip to see what is wrong"
    case .tooLarge: "unpack it and check what it holds"
    case .malformedTable, .malformedMatrix, .malformedJSON: "mend the file or export it again"
    case .notACount: "give raw counts, or accept scores as counts with --round-scores"
    case .inconsistent, .lengthMismatch: "copy or export the files again, all of one run"
    case .severalGenomes: "name the one to read with --genome"
    case .genomeMissing: "name one of those with --genome"
    case .duplicateCells: "give each cell a name of its own"
    case .noCells, .noGenes: "check the filters that made the file"
    case .noCellInCommon:
      "give the files of one run, or name the column that identifies cells with --cell-column"
    case .columnMissing:
      "name one of those (--xy-columns for places, --cell-column for the names of cells)"
    }
  }
}
