import CellSections
import Foundation

/// Why a query cannot be asked.
public struct QueryError: Error, Equatable, CustomStringConvertible {
  /// The section, the query or the option it is about.
  public var place: String
  public var reason: Reason

  public init(place: String, reason: Reason) {
    self.place = place
    self.reason = reason
  }

  /// What can stand in the way; each comes with what to do about it.
  public enum Reason: Sendable, Equatable {
    /// There are no words in the text.
    case noWords
    case tooLong(bytes: Int, most: Int)
    case tooManyTerms(Int, most: Int)
    /// Parentheses hold more than names and alternatives.
    case grouped
    case noCoordinates
    case placeNotFinite
    case tooFewCells(Int, least: Int)
    /// Every count is 0.
    case noCounts
    case missingLabel(key: String, has: [String])
  }

  /// What, where, and what to do, on one line.
  public var description: String { "\(place): \(statement)".onOneLine }

  private var statement: String {
    switch reason {
    case .noWords:
      "there is no word in it; ask for a region, a cell type or a gene, as \"white matter\" or \"high Plp1\""
    case .tooLong(let bytes, let most):
      "\(bytes) bytes, and \(most) are the most that are read; ask in a sentence or two"
    case .tooManyTerms(let count, let most):
      "\(count) terms, and \(most) are the most that are put together; ask for fewer at a time"
    case .grouped:
      "parentheses hold names and what is joined by 'or' alone; ask for one part at a time, or without parentheses, where 'or' binds more tightly than 'and'"
    case .noCoordinates:
      "no coordinates, so there is no region to find; name the obsm key with --coordinates"
    case .placeNotFinite:
      "a cell's place is not a number; remove cells without a place first"
    case .tooFewCells(let cells, let least):
      "\(cells.of("cell")), and \(least) are the fewest that regions are found in; check the file with `histoglot inspect`"
    case .noCounts:
      "every count is 0, so there is nothing to know cells by; check the file with `histoglot inspect`, or name types that are known with --label"
    case .missingLabel(let key, let has):
      "obs has no label '\(key)'; it has \(has.isEmpty ? "none" : has.joined(separator: ", ")); name one of those"
    }
  }
}
