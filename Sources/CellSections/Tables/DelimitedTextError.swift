/// Why text is not a table of separated values.
package struct DelimitedTextError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    /// A zero byte, or a byte-order mark of UTF-16.
    case notText
    case lineTooLong(limit: Int)
    case unclosedQuote
    /// Something other than a separator after a closing quote.
    case textAfterQuote
    case ragged(found: Int, expected: Int)
    case empty
    case duplicateColumn(String)
    case missingColumn(names: [String], found: [String])
    case notANumber(column: String, text: String)
    case notFinite(column: String)
    case notACount(column: String, value: Double)
    case missingValue(column: String)
  }

  /// The line where the row begins, from 1.
  package var line: Int
  package var reason: Reason

  package init(line: Int, reason: Reason) {
    self.line = line
    self.reason = reason
  }

  package var description: String { "line \(line): \(reason)" }
}

extension DelimitedTextError.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notText: "this is not plain text (UTF-8)"
    case .lineTooLong(let limit): "a line is longer than \(limit) bytes"
    case .unclosedQuote: "a quote is opened and never closed"
    case .textAfterQuote: "text follows a closing quote"
    case .ragged(let found, let expected): "\(found.of("field")) where the header has \(expected)"
    case .empty: "there is no header line"
    case .duplicateColumn(let name): "the column \(name) occurs twice"
    case .missingColumn(let names, let found):
      "there is no column \(names.joined(separator: " or ")) (there are: \(found.listed(12)))"
    case .notANumber(let column, let text):
      "'\(text.prefix(40))' in column \(column) is not a number"
    case .notFinite(let column): "the number in column \(column) is not finite"
    case .notACount(let column, let value): "\(value) in column \(column) is not a count"
    case .missingValue(let column): "column \(column) is empty"
    }
  }
}
