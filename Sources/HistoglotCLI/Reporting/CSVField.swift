/// A field of a CSV file: quoted where it must be, and harmless in a spreadsheet, which would run what begins
/// with = + - or @.
func csvField(_ text: String) -> String {
  let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
  let safe = isFormula ? "'" + text : text
  let needsQuotes = safe.contains { ",\"\n\r".contains($0) } || safe.contains("\r\n")
  return needsQuotes
    ? "\""
      + safe.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\"" : safe
}
