import Autodiff
import CellSections
import RobustAlignment
import SectionAnalysis

/// A label and the text that says what it is.
public struct AlignedText: Codable, Sendable, Equatable {
  /// The label, as `obs` has it.
  public var label: String
  /// What was said of the label's cells.
  public var text: String

  public init(label: String, text: String) {
    self.label = label
    self.text = text
  }
}

/// Towers that bring cells and regions of tissue, and texts, into one space.
public struct TextAlignment {
  /// The `obs` key whose labels cells were aligned by.
  public let key: String
  /// One for each category of the key.
  public let texts: [AlignedText]
  /// Sentence vectors of the texts, `[texts, sentenceWidth]`, row after row.
  public let sentences: [Float]
  public let features: CellFeatures
  public let cells: PairTowers<Float>
  /// What judges the labels beside the towers; nil of a model without.
  public let regression: LabelRegression?
  /// Regions against descriptions of what they are made of; nil without coordinates.
  public let regions: PairTowers<Float>?
  /// `τ`.
  public let temperature: Double
  /// The cells that were aligned; nil of a model that does not say.
  public let seen: SeenCells?

  init(
    key: String, texts: [AlignedText], sentences: [Float], features: CellFeatures,
    cells: PairTowers<Float>, regression: LabelRegression?, regions: PairTowers<Float>?,
    temperature: Double, seen: SeenCells?
  ) {
    self.key = key
    self.texts = texts
    self.sentences = sentences
    self.features = features
    self.cells = cells
    self.regression = regression
    self.regions = regions
    self.temperature = temperature
    self.seen = seen
  }

  /// How long the vectors are that are compared.
  public var width: Int { cells.shape.outputs }

  /// `u`: unit vectors of all cells of a section, `[cells, width]`, row after row.
  public func cellVectors(
    _ section: PreparedSection, in workspace: Workspace<Float>
  ) -> [Float] {
    var vectors: [Float] = []
    vectors.reserveCapacity(section.cellCount * width)
    for start in stride(from: 0, to: section.cellCount, by: 4096) {
      let range = Array(start..<min(section.cellCount, start + 4096))
      vectors +=
        VectorTable(
          cells, features: features(section, cells: range), workspace
        ).values
    }
    return vectors
  }

  /// `v`: unit vectors of any texts, to compare cells with, `[texts, width]`, row after row.
  ///
  /// - Parameter sentences: sentence vectors, row after row.
  public func textVectors(_ sentences: [Float], in workspace: Workspace<Float>) -> [Float] {
    VectorTable(cells, sentences: sentences, workspace).values
  }

  /// `u · v`: how near each label's text lies to each cell, `[cells, texts]`.
  ///
  /// Labels whose texts are the same score the same.
  public func similarities(
    _ section: PreparedSection, in workspace: Workspace<Float>
  ) -> FeatureMatrix {
    let cells = cellVectors(section, in: workspace)
    let labels = textVectors(sentences, in: workspace)
    let first = texts.map { text in texts.firstIndex { $0.text == text.text } ?? 0 }
    var values: [Double] = []
    values.reserveCapacity(section.cellCount * texts.count)
    let tape = Tape(workspace, isRecording: false)
    let v = tape.constant(workspace.matrix(texts.count, width, labels))
    for start in stride(from: 0, to: section.cellCount, by: 4096) {
      let end = min(section.cellCount, start + 4096)
      let u = tape.constant(
        workspace.matrix(end - start, width, Array(cells[start * width..<end * width])))
      let scores = tape.linear(u, weight: v, bias: nil).value.elements
      for row in 0..<end - start {
        values += first.map { Double(scores[row * texts.count + $0]) }
      }
    }
    return FeatureMatrix(
      rowCount: section.cellCount, columnCount: texts.count, values: values)
  }

  /// How probable each text's label is for each cell, `[cells, texts]`: `softmax(u · v/τ)`, or what towers and
  /// regression believe together.
  public func labels(
    _ section: PreparedSection, in workspace: Workspace<Float>
  ) -> LabelProbabilities {
    let beliefs = TextBeliefs(
      cells: cellVectors(section, in: workspace),
      texts: textVectors(sentences, in: workspace), width: width,
      textIDs: [Int](repeating: -1, count: section.cellCount), temperature: temperature,
      workspace)
    let probabilities =
      regression.map {
        LabelRegression.together(beliefs.probabilities, logits(of: $0, section, workspace))
      }
      ?? FeatureMatrix(
        rowCount: section.cellCount, columnCount: texts.count, values: beliefs.probabilities)
    return LabelProbabilities(
      probabilities: probabilities,
      task: LabelTask(
        key: key, categories: texts.map(\.label), colors: nil, experts: [],
        reason: "aligned with texts"))
  }

  private func logits(
    of regression: LabelRegression, _ section: PreparedSection, _ workspace: Workspace<Float>
  ) -> FeatureMatrix {
    FeatureMatrix(
      rowCount: section.cellCount, columnCount: texts.count,
      values: stride(from: 0, to: section.cellCount, by: 4096).flatMap { start in
        let range = Array(start..<min(section.cellCount, start + 4096))
        return regression.logits(features(section, cells: range), in: workspace).values
      })
  }
}
