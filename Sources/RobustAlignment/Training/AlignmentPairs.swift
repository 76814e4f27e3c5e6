/// Cells or regions, each with the text that is said of it.
public struct AlignmentPairs<Scalar: Sendable>: Sendable {
  /// What is known of each pair, `[pairs, featureWidth]`, row after row; of a region its cells' features.
  public let features: [Scalar]
  public let featureWidth: Int
  /// Sentence vectors of the distinct texts, `[texts, sentenceWidth]`, row after row.
  public let sentences: [Scalar]
  public let sentenceWidth: Int
  /// The text of each cell, a row of `sentences`, `[pairs]`.
  public let textIDs: [Int]

  public init(
    features: [Scalar], featureWidth: Int, sentences: [Scalar], sentenceWidth: Int, textIDs: [Int]
  ) {
    let texts = sentences.count / max(1, sentenceWidth)
    precondition(
      features.count == textIDs.count * featureWidth && sentences.count == texts * sentenceWidth,
      "AlignmentPairs: \(features.count) features of width \(featureWidth) for \(textIDs.count) pairs, \(sentences.count) values of sentences of width \(sentenceWidth)"
    )
    precondition(
      textIDs.allSatisfy { 0..<texts ~= $0 }, "AlignmentPairs: a text beyond the \(texts) texts")
    self.features = features
    self.featureWidth = featureWidth
    self.sentences = sentences
    self.sentenceWidth = sentenceWidth
    self.textIDs = textIDs
  }

  public var count: Int { textIDs.count }
  public var textCount: Int { sentences.count / max(1, sentenceWidth) }

  /// The features of some pairs, row after row.
  func features(of pairs: some Sequence<Int>) -> [Scalar] {
    pairs.flatMap { features[$0 * featureWidth..<($0 + 1) * featureWidth] }
  }
}
