import Foundation

/// A value of JSON; infinities stand as the texts `Infinity` and `-Infinity`.
enum JSONValue: Equatable, Decodable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Reads a file that Python wrote, which writes infinities without quotes.
  static func read(_ path: String) throws -> JSONValue {
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacingOccurrences(of: "-Infinity", with: "\"-INF\"")
      .replacingOccurrences(of: "Infinity", with: "\"Infinity\"")
      .replacingOccurrences(of: "-INF", with: "-Infinity")
    return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// A number, or null for NaN.
  init(_ number: Double) {
    if number.isNaN {
      self = .null
    } else if number.isInfinite {
      self = .string(number < 0 ? "-Infinity" : "Infinity")
    } else {
      self = .number(number)
    }
  }

  init(_ texts: [String]) { self = .array(texts.map(JSONValue.string)) }
  init(_ integers: [Int]) { self = .array(integers.map { .number(Double($0)) }) }

  var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }

  /// The same list in ascending order, where it is a list of texts.
  var sorted: JSONValue {
    guard case .array(let values) = self else { return self }
    let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    return texts.count == values.count ? JSONValue(texts.sorted()) : self
  }
}
