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
    return try readableJSON(self)
  }
}
