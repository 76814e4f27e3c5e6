import Foundation

/// Names of things, found by the whole name, by its words in any order, or by words shared.
struct NameIndex: Sendable {
  enum Kind: Int, Sendable, Comparable {
    case name, synonym, abbreviation
    static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
  }

  struct Entry: Sendable, Hashable {
    /// Which thing.
    var item: Int
    var kind: Kind
  }

  /// An entry that shares words with a label.
  struct Overlap: Sendable {
    var entry: Entry
    /// Shared weight over the weight of all words of both.
    var share: Double
    /// The words of the label that the entry does not have, and the other way round.
    var unmatched: Set<String>
    var missing: Set<String>
  }

  private var whole: [String: [Entry]] = [:]
  private var keys: [String: [Entry]] = [:]
  private var numbered: [String: [Entry]] = [:]
  private var parts: [(entry: Entry, parts: Set<String>)] = []
  private var holders: [String: Int] = [:]
  private let ignored: Set<String>

  /// `ignored` are words that tell nothing among these things.
  init(ignoring ignored: Set<String> = []) { self.ignored = ignored }

  mutating func add(_ name: String, item: Int, kind: Kind) {
    let entry = Entry(item: item, kind: kind)
    whole[Self.folded(name), default: []].append(entry)
    let words = self.words(name)
    guard !words.isEmpty else { return }
    keys[words.key, default: []].append(entry)
    if !words.numbers.isEmpty { numbered[words.numberedKey, default: []].append(entry) }
    let set = words.parts
    for part in set { holders[part, default: 0] += 1 }
    parts.append((entry, set))
  }

  func words(_ label: some StringProtocol) -> LabelWords {
    var words = LabelWords(label)
    words.words.removeAll(where: ignored.contains)
    return words
  }

  func entries(whole label: String) -> [Entry] { whole[Self.folded(label)] ?? [] }
  func entries(key: String) -> [Entry] { keys[key] ?? [] }
  func entries(numberedKey key: String) -> [Entry] { numbered[key] ?? [] }

  /// Whether the word is part of a name.
  func isKnown(_ word: String) -> Bool { holders[word] != nil }

  /// How much a word tells: log(1 + names / names that have it).
  func weight(_ part: String) -> Double {
    log(1 + Double(parts.count + 1) / Double(holders[part] ?? 1))
  }

  func weight(_ parts: Set<String>) -> Double { parts.sorted().reduce(0) { $0 + weight($1) } }

  /// All entries that share a word with `label`, best first. O(names).
  func overlaps(_ label: Set<String>) -> [Overlap] {
    parts.compactMap { entry, parts in
      let shared = parts.intersection(label)
      guard !shared.isEmpty else { return nil }
      return Overlap(
        entry: entry, share: weight(shared) / weight(parts.union(label)),
        unmatched: label.subtracting(parts), missing: parts.subtracting(label))
    }
    .sorted {
      ($1.share, $0.entry.kind.rawValue, $0.entry.item)
        < ($0.share, $1.entry.kind.rawValue, $1.entry.item)
    }
  }

  private static func folded(_ name: String) -> String {
    name.trimmed.lowercased().map { $0 == "_" ? " " : String($0) }.joined()
  }
}
