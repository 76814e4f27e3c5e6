import SectionAnalysis

/// From texts to sentence vectors of length 1, `[texts, width]`, row after row.
public typealias SentenceVectors = (_ texts: [String]) throws -> (values: [Float], width: Int)

/// What can be meant by words that are no name, with all that is said of it.
struct MeaningIndex<Target: Sendable>: Sendable {
  private struct Entry: Sendable {
    var target: Int
    var text: String
  }

  private var entries: [Entry] = []
  private(set) var targets: [Target] = []

  /// A target's vector is the mean of those of its texts.
  mutating func add(_ target: Target, texts: [String]) {
    for text in texts { entries.append(Entry(target: targets.count, text: text)) }
    targets.append(target)
  }

  var isEmpty: Bool { entries.isEmpty }

  /// All that is said of the targets.
  var texts: [String] { entries.map(\.text) }

  /// Every target, its cosine with the words and that with those of them that carry the meaning, the nearest to the
  /// words first.
  func ranked(
    _ words: String, content: String, by sentences: SentenceVectors
  ) throws -> [(target: Target, cosine: Double, contentCosine: Double)] {
    let vectors = try sentences([words, content] + entries.map(\.text))
    let width = vectors.width
    var sums = [Double](repeating: 0, count: targets.count * width)
    for (row, entry) in entries.enumerated() {
      for column in 0..<width {
        sums[entry.target * width + column] += Double(vectors.values[(row + 2) * width + column])
      }
    }
    func cosines(_ text: Int) -> [Double] {
      let asked = vectors.values[text * width..<(text + 1) * width]
      return targets.indices.map { target in
        let own = sums[target * width..<(target + 1) * width]
        let length = own.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let dot = zip(own, asked).reduce(0) { $0 + $1.0 * Double($1.1) }
        return length > 0 ? dot / length : 0
      }
    }
    let (best, ofContent) = (cosines(0), cosines(1))
    return targets.indices.sorted { (best[$1], $0) < (best[$0], $1) }
      .map { (targets[$0], best[$0], ofContent[$0]) }
  }
}
