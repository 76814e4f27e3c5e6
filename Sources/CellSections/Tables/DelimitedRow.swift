import Foundation

/// The fields of one row, unquoted, as bytes.
package struct DelimitedRow: Sendable {
  /// The line where the row begins, from 1.
  package internal(set) var line = 0
  /// The fields one after another.
  var bytes: [UInt8] = []
  /// Where each field ends in `bytes`.
  var ends: [Int] = []

  /// How many fields there are.
  package var count: Int { ends.count }

  /// The bytes of a field.
  package func bytes(_ field: Int) -> ArraySlice<UInt8> {
    bytes[(field == 0 ? 0 : ends[field - 1])..<ends[field]]
  }

  /// A field as text; what is not UTF-8 is replaced.
  package subscript(field: Int) -> String { String(decoding: bytes(field), as: UTF8.self) }

  /// All fields as text.
  package var texts: [String] { (0..<count).map { self[$0] } }

  /// A field as a finite number. Throws where it is something else.
  package func number(_ field: Int, column: @autoclosure () -> String) throws(DelimitedTextError)
    -> Double
  {
    if let whole = wholeNumber(field) { return Double(whole) }
    let text = self[field].trimmingCharacters(in: .whitespaces)
    guard !text.isEmpty else {
      throw DelimitedTextError(line: line, reason: .missingValue(column: column()))
    }
    guard let number = Double(text) else {
      let isMissing = ["na", "n/a", "null", "none"].contains(text.lowercased())
      throw DelimitedTextError(
        line: line,
        reason: isMissing
          ? .missingValue(column: column()) : .notANumber(column: column(), text: text))
    }
    guard number.isFinite else {
      throw DelimitedTextError(line: line, reason: .notFinite(column: column()))
    }
    return number
  }

  /// A field as a count: whole, not negative, below 2³¹. Throws where it is something else.
  package func count(_ field: Int, column: @autoclosure () -> String) throws(DelimitedTextError)
    -> Int32
  {
    if let whole = wholeNumber(field), let count = Int32(exactly: whole) { return count }
    let number = try number(field, column: column())
    guard number >= 0, let count = Int32(exactly: number) else {
      throw DelimitedTextError(line: line, reason: .notACount(column: column(), value: number))
    }
    return count
  }

  /// The number where a field holds nothing but a few digits, as nearly all do.
  private func wholeNumber(_ field: Int) -> Int? {
    let start = field == 0 ? 0 : ends[field - 1]
    let end = ends[field]
    guard end > start, end - start <= 15 else { return nil }
    var value = 0
    for place in start..<end {
      let digit = bytes[place] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }
}
