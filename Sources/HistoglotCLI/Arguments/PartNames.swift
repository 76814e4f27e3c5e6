import ArgumentParser

/// Reads names of parts with commas between.
///
/// - Throws: `ValidationError` with the names there are.
func parts<Part: CaseIterable & RawRepresentable<String>>(named text: String) throws -> [Part] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
    guard let part = Part(rawValue: String(name)) else {
      throw ValidationError(
        "'\(name)' is no part; there are \(Part.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return part
  }
}
