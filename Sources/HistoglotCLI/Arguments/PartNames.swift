import ArgumentParser
import Foundation

/// Reads names of parts with commas between, and blanks around them or not.
///
/// - Throws: `ValidationError` with the names there are.
func parts<Part: CaseIterable & RawRepresentable<String>>(named text: String) throws -> [Part] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
    let name = name.trimmingCharacters(in: .whitespaces)
    guard let part = Part(rawValue: name) else {
      throw ValidationError(
        "'\(name)' is no part; there are \(Part.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return part
  }
}
