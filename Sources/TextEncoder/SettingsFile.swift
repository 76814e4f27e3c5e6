import Foundation

/// A JSON file of settings by name, such as `config.json`; each is checked as it is read.
struct SettingsFile {
  let path: String
  private let settings: [String: Setting]

  /// Reads a file.
  init(_ url: URL) throws {
    path = url.path
    let data = try readFile(url)
    do {
      settings = try JSONDecoder().decode([String: Setting].self, from: data)
    } catch {
      throw TextEncoderError(path: path, reason: .malformed("it is not a JSON object"))
    }
  }

  /// Reads a file that may be missing.
  init?(ifPresent url: URL) throws {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    try self.init(url)
  }

  func integer(_ name: String, in range: ClosedRange<Int>, default: Int? = nil) throws -> Int {
    let setting = settings[name] ?? `default`.map { .number(Double($0)) } ?? .missing
    if case .number(let value) = setting, let integer = Int(exactly: value),
      range.contains(integer)
    {
      return integer
    }
    throw unsupported(
      name, setting, wanted: "a number from \(range.lowerBound) to \(range.upperBound)")
  }

  /// A number between 0 and 1, neither of them.
  func fraction(_ name: String, default: Double) throws -> Double {
    let setting = settings[name] ?? .number(`default`)
    if case .number(let value) = setting, value > 0, value < 1 { return value }
    throw unsupported(name, setting, wanted: "a number between 0 and 1")
  }

  /// Checks that a setting says what is wanted, or that it may be left out and is.
  func require(_ name: String, is wanted: String, orMissing: Bool) throws {
    switch settings[name] ?? .missing {
    case .text(wanted): return
    case .missing where orMissing: return
    case let setting: throw unsupported(name, setting, wanted: wanted)
    }
  }

  /// Checks that a setting is not the opposite of what is wanted; one left out is taken for right.
  func require(_ name: String, is wanted: Bool) throws {
    if case .flag(let value) = settings[name] ?? .missing, value != wanted {
      throw unsupported(name, .flag(value), wanted: "\(wanted)")
    }
  }

  private func unsupported(
    _ name: String, _ setting: Setting, wanted: String
  ) -> TextEncoderError {
    let found =
      switch setting {
      case .number(let value): Int(exactly: value).map(String.init) ?? "\(value)"
      case .text(let text): text
      case .flag(let flag): "\(flag)"
      case .missing: "missing"
      case .other: "something else"
      }
    return TextEncoderError(
      path: path, reason: .unsupported(setting: name, found: found, wanted: wanted))
  }
}

private enum Setting: Decodable {
  case number(Double)
  case text(String)
  case flag(Bool)
  case missing
  case other

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .missing
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else {
      self = .other
    }
  }
}
