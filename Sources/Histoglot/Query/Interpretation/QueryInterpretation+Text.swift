import CellSections

extension QueryInterpretation: CustomStringConvertible {
  /// In plain words, a line for the query and one for each term.
  public var description: String {
    (["query: \(text.shortened(200))"] + terms.map { "  \($0)" }).joined(separator: "\n")
  }
}

extension QueryInterpretation.Term: CustomStringConvertible {
  public var description: String {
    let own = (isNegated ? "not " : "") + meaning.description
    let all = near.map { "\(own), near \($0)" } ?? own
    let trivial =
      holdsEverywhere ? "; so this holds everywhere, and tells no cell from another" : ""
    return all + trivial + (note.map { "; \($0)" } ?? "")
  }
}

extension QueryMeaning: CustomStringConvertible {
  public var description: String {
    switch self {
    case .anything: "any cell"
    case .gene(let name, let isHigh): "\(isHigh ? "high" : "low") expression of \(name)"
    case .cells(let cells): "cells \(cells)"
    case .region(let region): "region \(region)"
    case .oneOf(let alternatives):
      alternatives.map { "\($0.meaning) (\(Int(($0.weight * 100).rounded())) %)" }
        .joined(separator: ", or ")
    case .anyOf(let parts): "either " + parts.map(\.description).joined(separator: ", or ")
    case .likeness(let words): "cells most like the words \(words.quoted)"
    case .unknown(let unknown): unknown.description
    }
  }
}

extension Recognition {
  /// nil where it goes without saying.
  fileprivate var description: String? {
    switch self {
    case .name: nil
    case .meaning(let cosine): "by meaning, \(cosine.rounded2)"
    case .nameInside(let name):
      "since it holds the name \(name.quoted), the other words not used"
    }
  }
}

extension MeantCells: CustomStringConvertible {
  public var description: String {
    var parts = [words.quoted]
    if let known, known.lowercased() != words.lowercased() { parts.append("= \(known)") }
    if let how = recognition.description { parts.append(how) }
    let shown = types.prefix(6).joined(separator: ", ")
    let rest = types.count > 6 ? " and \(types.count - 6) more" : ""
    return parts.joined(separator: " ") + (isBroader ? " among " : " → ") + shown + rest
  }
}

extension MeantRegion: CustomStringConvertible {
  public var description: String {
    var head = words.quoted
    if name.lowercased() != words.lowercased() { head += " = \(name)" }
    if let how = recognition.description { head += " \(how)" }
    let parts = company.map { "\($0.weight > 0 ? "+" : "−")\(abs($0.weight).plain) \($0.cells)" }
    let without = missing.isEmpty ? "" : "; without a type here: \(missing.joined(separator: ", "))"
    let others = alike.prefix(4).joined(separator: ", ") + (alike.count > 4 ? ", …" : "")
    let doubt = alike.isEmpty ? "" : "; these cells do not tell it from \(others)"
    return "\(head), known by " + parts.joined(separator: "; ") + without + doubt
  }
}

extension UnknownWords: CustomStringConvertible {
  /// On one line, with what could be asked instead.
  public var description: String {
    let what =
      switch reason {
      case .nothingKnown: "nothing known is called \(words.quoted) or means the like"
      case .geneNotMeasured(let marked):
        "no gene of the panel is called \(words.quoted)"
          + (marked.isEmpty
            ? "; ask for another gene, or for cells"
            : "; ask for the cells it marks: \(marked.joined(separator: ", "))")
      case .cellsNotHere(let known):
        known.lowercased() == words.lowercased()
          ? "\(words.quoted) is known, but none of the section's types stands for it"
          : "\(words.quoted) is known as \(known), but none of the section's types stands for it"
      case .onlyBroader(let known):
        "\(words.quoted) is \(known.lowercased() == words.lowercased() ? "known" : "known as \(known)"), but the section's types tell only what it is a kind of"
      case .ofOtherTissue(let known):
        "\(words.quoted) is of \(known), which is known, but not in this tissue"
      case .denies:
        "\(words.quoted) denies what is known, and nothing is known by what it is not; ask with 'without' or 'few' for what must not be there"
      case .tooIntricate:
        "\(words.quoted) joins more than can be put together; ask for one part at a time"
      }
    return nearest.isEmpty ? what : what + "; nearest: " + nearest.joined(separator: ", ")
  }
}

extension String {
  fileprivate var quoted: String { "'\(shortened(80))'" }

  /// At most so many characters.
  func shortened(_ most: Int) -> String { count > most ? prefix(most - 1) + "…" : self }
}

extension Array where Element == String {
  /// Each once, in the order of the first.
  var withoutRepeats: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0.lowercased()).inserted }
  }
}

extension Double {
  /// Two digits behind the point.
  fileprivate var rounded2: String {
    let hundredths = Int((abs(self) * 100).rounded())
    let digits = hundredths % 100
    return "\(self < 0 ? "−" : "")\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)"
  }

  /// 1 and not 1.0.
  fileprivate var plain: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
