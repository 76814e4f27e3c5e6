import Foundation
import Testing

/// Overwrites the one place in a file where `pattern` stands with `replacement` of the same length.
func patch(_ path: String, _ pattern: [UInt8], with replacement: [UInt8]) throws {
  try #require(pattern.count == replacement.count)
  var data = try Data(contentsOf: URL(fileURLWithPath: path))
  let place = try #require(data.range(of: Data(pattern)))
  try #require(data.range(of: Data(pattern), in: place.upperBound..<data.count) == nil)
  data.replaceSubrange(place, with: replacement)
  try data.write(to: URL(fileURLWithPath: path))
}
