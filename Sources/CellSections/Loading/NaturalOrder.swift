/// The order in which a person counts names: runs of digits by their value, all else by its characters.
package enum NaturalOrder {
  /// The places of `names` in the order in which they should be shown: as they stand, but where that is the
  /// alphabet's, which pandas makes of texts, in natural order.
  package static func shown(_ names: [String]) -> [Int] {
    let isByAlphabet = zip(names, names.dropFirst()).allSatisfy { $0 < $1 }
    return isByAlphabet ? sorted(names) : Array(names.indices)
  }

  /// The places of `names` in natural order; equal names keep theirs.
  static func sorted(_ names: [String]) -> [Int] {
    let parts = names.map(parts)
    return names.indices.sorted { left, right in
      for (own, other) in zip(parts[left], parts[right]) where own != other {
        return own.precedes(other)
      }
      let (count, otherCount) = (parts[left].count, parts[right].count)
      if count != otherCount { return count < otherCount }
      return names[left] != names[right] ? names[left] < names[right] : left < right
    }
  }

  private enum Part: Equatable {
    /// Without zeros in front; of any length.
    case digits(Substring)
    case text(Substring)

    func precedes(_ other: Part) -> Bool {
      switch (self, other) {
      case (.digits(let own), .digits(let other)):
        own.utf8.count != other.utf8.count ? own.utf8.count < other.utf8.count : own < other
      case (.digits, .text): true
      case (.text, .digits): false
      case (.text(let own), .text(let other)): own < other
      }
    }
  }

  private static func parts(_ name: String) -> [Part] {
    var parts: [Part] = []
    var rest = name[...]
    while let first = rest.first {
      let isDigit = Self.isDigit(first)
      let run = rest.prefix { Self.isDigit($0) == isDigit }
      rest = rest.dropFirst(run.count)
      parts.append(isDigit ? .digits(run.drop { $0 == "0" }) : .text(run))
    }
    return parts
  }

  private static func isDigit(_ character: Character) -> Bool { "0"..."9" ~= character }
}
