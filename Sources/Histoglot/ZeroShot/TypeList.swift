import CellSections
import Foundation

/// The types that a user asks for: names with commas between, or a file.
public enum TypeList {
  /// More names than anybody means; a file with this many is another file.
  public static let mostTypes = 20_000
  /// The longest name of a type, in bytes.
  public static let longestName = 1_000

  /// What a user gave: a file, where there is one of that name, else names.
  ///
  /// - Throws: `ZeroShotError`, also where the text can only mean a file and there is none.
  public static func types(_ text: String) throws -> [TypeCandidate] {
    let isShort = text.utf8.count < 4096
    if isShort, FileManager.default.fileExists(atPath: text) { return try file(text) }
    if isShort, looksLikeFile(text) { throw ZeroShotError(place: text, reason: .noFile) }
    return try names(text)
  }

  /// A path from a root or to what ends as lists do; "layer 2/3, L4" and "T/NK" are names.
  private static func looksLikeFile(_ text: String) -> Bool {
    let name = text.trimmed.lowercased()
    return ["/", "./", "../", "~/"].contains { name.hasPrefix($0) }
      || [".csv", ".tsv", ".txt"].contains { name.hasSuffix($0) }
  }

  /// Names with commas between; a name that holds a comma stands in double quotes, a quote in it twice.
  ///
  /// - Throws: `ZeroShotError` where no name is there, or one occurs twice.
  public static func names(_ text: String) throws -> [TypeCandidate] {
    var names: [String] = []
    var reader = DelimitedReader(ByteChunks(bytes: Array(text.utf8)))
    do {
      while try reader.next() { names += reader.row.texts }
    } catch let error as DelimitedTextError {
      throw ZeroShotError(place: "--types", reason: .malformedList("\(error.reason)"))
    }
    return try checked(names.map { TypeCandidate(name: $0) }, place: "--types")
  }

  /// A file: one name on each line, or a table with the columns `name` and, where wanted, `markers` and
  /// `negative_markers` (genes with spaces, commas, semicolons or bars between) and `source`.
  ///
  /// - Throws: `ZeroShotError` where it cannot be read, holds no name, or one twice.
  public static func file(_ path: String) throws -> [TypeCandidate] {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw ZeroShotError(place: path, reason: .malformedList("the file cannot be read"))
    }
    do {
      return try checked(try candidates(Array(data)), place: path)
    } catch let error as DelimitedTextError {
      throw ZeroShotError(place: path, reason: .malformedList("\(error)"))
    }
  }

  private static func candidates(_ bytes: [UInt8]) throws -> [TypeCandidate] {
    let header = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let separator = separator(of: String(decoding: header, as: UTF8.self))
    var first = DelimitedReader(ByteChunks(bytes: bytes), separator: separator)
    guard try first.next() else { return [] }
    guard first.row.texts.contains(where: { $0.trimmed == "name" }) else {
      return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        .map { TypeCandidate(name: unquoted(String($0))) }
    }
    var table = try DelimitedTable(ByteChunks(bytes: bytes), separator: separator)
    let name = try table.require("name")
    let (markers, negative) = (table.place("markers"), table.place("negative_markers"))
    let source = table.place("source")
    var candidates: [TypeCandidate] = []
    while try table.next() {
      candidates.append(
        TypeCandidate(
          name: table.row[name], markers: markers.map { genes(table.row[$0]) } ?? [],
          negativeMarkers: negative.map { genes(table.row[$0]) } ?? [],
          source: source.map { table.row[$0] }))
    }
    return candidates
  }

  /// What a table's columns are parted by: tabs, or the semicolons of spreadsheets where commas part decimals; else commas.
  private static func separator(of header: String) -> Character {
    if header.contains("\t") { return "\t" }
    let parts = header.split(separator: ";").map { unquoted(String($0)).lowercased() }
    return parts.count > 1 && parts.contains { $0.hasSuffix("name") } && !header.contains(",")
      ? ";" : ","
  }

  private static func unquoted(_ text: String) -> String {
    let name = text.trimmed
    guard name.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") else { return name }
    return name.dropFirst().dropLast().replacingOccurrences(of: "\"\"", with: "\"")
  }

  private static func genes(_ text: String) -> [String] {
    text.split { $0.isWhitespace || ",;|".contains($0) }.map(String.init)
  }

  /// Names without blanks around them; empty ones are left out.
  private static func checked(
    _ candidates: [TypeCandidate], place: String
  ) throws -> [TypeCandidate] {
    var seen: Set<String> = []
    var kept: [TypeCandidate] = []
    for var candidate in candidates {
      candidate.name = candidate.name.trimmed
      if candidate.name.isEmpty { continue }
      guard candidate.name.utf8.count <= longestName else {
        throw ZeroShotError(place: place, reason: .nameTooLong(String(candidate.name.prefix(40))))
      }
      guard !candidate.name.unicodeScalars.contains(where: \.isControl) else {
        throw ZeroShotError(
          place: place, reason: .malformedList("a name holds control characters"))
      }
      guard seen.insert(candidate.name.lowercased()).inserted else {
        throw ZeroShotError(place: place, reason: .namedTwice(candidate.name))
      }
      kept.append(candidate)
    }
    guard !kept.isEmpty else { throw ZeroShotError(place: place, reason: .noTypes) }
    guard kept.count <= mostTypes else {
      throw ZeroShotError(place: place, reason: .tooManyTypes(kept.count, most: mostTypes))
    }
    return kept
  }
}

extension String {
  var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

extension Unicode.Scalar {
  /// Neither a letter nor a space nor a sign that anyone could read.
  var isControl: Bool { properties.generalCategory == .control }
}
