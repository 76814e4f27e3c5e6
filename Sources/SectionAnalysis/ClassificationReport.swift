/// How well predicted labels agree with the true ones.
///
/// Cells without a true label are left out. A cell predicted `Unknown` (-1) counts as not
/// recognised: it lowers accuracy and recall, as a label that is nobody's would. Agrees with
/// scikit-learn's `accuracy_score` and `f1_score(average="macro", labels=unique(truth),
/// zero_division=0)`.
public struct ClassificationReport: Sendable, Equatable {
  /// Precision, recall and F1 of one class.
  public struct ClassScore: Sendable, Equatable {
    /// The class's code.
    public var code: Int
    /// Right among those called this class; 0 if none were.
    public var precision: Double
    /// Right among those that are this class; 0 if none are.
    public var recall: Double
    /// `2PR / (P + R)`; 0 where both are 0.
    public var f1: Double
    /// How many cells truly are this class.
    public var support: Int
  }

  /// Cells with a true label.
  public var labelledCells: Int
  /// Cells without one, left out of everything else.
  public var unlabelledCells: Int
  /// Labelled cells that were called `Unknown`.
  public var unknownCells: Int
  /// Right among all labelled cells.
  public var accuracy: Double
  /// Right among labelled cells that were given an answer; nil if none was.
  public var accuracyOfAnswered: Double?
  /// The mean F1 over the classes present in the truth.
  public var macroF1: Double
  /// One score per class, in code order, those absent from the truth included (support 0).
  public var classes: [ClassScore]
  /// True by predicted class.
  public var confusion: ConfusionMatrix

  /// Scores predictions.
  /// - Parameters:
  ///   - truth: `[cells]`, -1 is missing.
  ///   - predicted: `[cells]`, -1 is unknown.
  /// - Throws: `AnalysisError` when no cell has a true label.
  public init(truth: [Int32], predicted: [Int32], classCount: Int) throws {
    let confusion = ConfusionMatrix(truth: truth, predicted: predicted, classCount: classCount)
    let right = (0..<classCount).reduce(0) { $0 + confusion[$1, $1] }
    let supports = (0..<classCount).map(confusion.support(of:))
    let labelled = supports.reduce(0, +)
    guard labelled > 0 else { throw AnalysisError("scores of labels", .noLabelledCells) }
    self.confusion = confusion
    labelledCells = labelled
    unlabelledCells = truth.count - labelled
    unknownCells = (0..<classCount).reduce(0) { $0 + confusion.unknown(of: $1) }
    accuracy = Double(right) / Double(labelled)
    let answered = labelled - unknownCells
    accuracyOfAnswered = answered > 0 ? Double(right) / Double(answered) : nil
    classes = (0..<classCount).map { code in
      let hits = Double(confusion[code, code])
      let called = Double(confusion.predictedCount(of: code))
      let support = Double(supports[code])
      return ClassScore(
        code: code,
        precision: called > 0 ? hits / called : 0,
        recall: support > 0 ? hits / support : 0,
        f1: called + support > 0 ? 2 * hits / (called + support) : 0,
        support: supports[code])
    }
    let present = classes.filter { $0.support > 0 }
    macroF1 = present.reduce(0) { $0 + $1.f1 } / Double(present.count)
  }

  /// Scores two label columns that were brought to the same categories.
  public init(_ comparison: LabelComparison) throws {
    try self.init(
      truth: comparison.truth, predicted: comparison.predicted,
      classCount: comparison.categories.count)
  }
}
