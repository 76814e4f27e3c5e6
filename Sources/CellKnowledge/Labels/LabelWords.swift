/// A label taken apart into words that can be compared: lower case, no plurals, one spelling, layers as numbers.
///
/// `eL2/3`, `Pyramidal L2-3` and `layer II/III pyramidal neurons` all have the layers {2, 3}.
package struct LabelWords: Sendable, Hashable {
  /// In order, without words such as "cell" that tell nothing; layers are not among them.
  package var words: [String]
  /// Cortical layers that the label names, as digits; `6b` is its own.
  package var layers: Set<String>
  /// Numbers apart from any word, which number subtypes: the 1 of `Oligo.1`.
  package var numbers: [String]
  /// Whether it names a cortical area (`VISp`), as labels of regions do.
  package var hasArea: Bool

  package init(_ label: some StringProtocol) {
    var scan = LabelScan(label)
    scan.run()
    words = scan.words
    layers = scan.layers
    numbers = scan.numbers
    hasArea = scan.hasArea
  }

  /// The words and layers in an order of their own: labels with the same key say the same.
  package var key: String { key(of: words) }

  /// As `key`, with the numbers of subtypes.
  var numberedKey: String { key(of: words + numbers.map { "#\($0)" }) }

  func key(of words: some Sequence<String>) -> String {
    var parts = Set(words)
    if !layers.isEmpty { parts.insert("layer:" + layers.sorted().joined(separator: "/")) }
    if hasArea { parts.insert("area:") }
    return parts.sorted().joined(separator: " ")
  }

  /// The words and, as one word, the layers.
  var parts: Set<String> {
    Set(key.split(separator: " ").map(String.init))
  }

  var isEmpty: Bool { words.isEmpty && layers.isEmpty }
}
