import Foundation

/// What BERT's uncased normalisation makes of one scalar: cleaned, decomposed, stripped of accents and
/// lowered, and whether it is part of a word.
///
/// Scalar by scalar gives what normalising the whole text gives, since a canonical decomposition reaches
/// beyond one scalar only in the order of marks, and non-spacing marks are dropped. So a text is read once,
/// in memory that its length does not change, and never further than the tokens that are wanted.
struct ScalarNormalization {
  enum Part: Equatable {
    case letter(Unicode.Scalar)
    /// A word of its own: punctuation and ideographs.
    case word(Unicode.Scalar)
    case space
  }

  /// The scalars beyond ASCII that were met; a decomposition takes about a microsecond.
  private var known: [Unicode.Scalar: [Part]] = [:]
  private static let mostKnown = 4_096

  /// The parts of a scalar, none where it is removed.
  mutating func callAsFunction(_ scalar: Unicode.Scalar) -> [Part] {
    if scalar.isASCII { return Self.ascii[Int(scalar.value)] }
    if let parts = known[scalar] { return parts }
    if known.count == Self.mostKnown { known.removeAll(keepingCapacity: true) }
    let parts = Self.parts(of: scalar)
    known[scalar] = parts
    return parts
  }

  private static let ascii = (0..<128).map { parts(of: Unicode.Scalar(UInt8($0))) }

  private static func parts(of scalar: Unicode.Scalar) -> [Part] {
    if isRemoved(scalar) { return [] }
    if isSpace(scalar) { return [.space] }
    let isIdeograph = isIdeograph(scalar)
    let decomposed =
      scalar.isASCII
      ? String(scalar) : String(scalar).decomposedStringWithCanonicalMapping
    return decomposed.unicodeScalars.filter { $0.properties.generalCategory != .nonspacingMark }
      .flatMap { $0.properties.lowercaseMapping.unicodeScalars }
      .map { isIdeograph || isPunctuation($0) ? .word($0) : .letter($0) }
  }

  /// NUL, the replacement character, controls other than tab and line ends, formats, and what is private.
  /// What is not assigned stays, so that a newer Unicode changes little.
  private static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\n", "\r": return false
    case "\u{FFFD}": return true
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse: return true
      default: return false
      }
    }
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace
  }

  /// The blocks that BERT puts spaces around; kana and hangul are not among them.
  private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
      0x2B740...0x2B81F, 0x2B820...0x2CEAF, 0x2F800...0x2FA1F:
      return true
    default: return false
    }
  }

  /// Punctuation of Unicode, and all ASCII that is neither letter, digit, control nor space.
  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }
}
