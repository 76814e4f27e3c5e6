import Foundation
import Histoglot

/// A description for programs to read.
struct DescriptionReport: Encodable {
  var file: String
  /// Where types are from.
  var types: String
  var description: RegionDescription
  var paragraph: String
  var method: String

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
