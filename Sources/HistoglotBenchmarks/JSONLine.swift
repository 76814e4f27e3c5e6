import Foundation

extension Encodable {
  /// Prints one line of JSON, in the words of the peer's scripts: names in snake case, sorted.
  func printLine() throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(self), as: UTF8.self))
  }
}
