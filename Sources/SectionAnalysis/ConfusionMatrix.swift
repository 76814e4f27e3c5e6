/// How often each true class was given each predicted class.
public struct ConfusionMatrix: Sendable, Equatable {
  /// How many classes there are.
  public let classCount: Int
  /// `[classes, classes + 1]`: true class by predicted class; the last column counts `Unknown`.
  public private(set) var counts: [Int]

  /// Counts the cells that have a true label.
  /// - Parameters:
  ///   - truth: `[cells]`, codes below `classCount`; -1 is missing and leaves the cell out.
  ///   - predicted: `[cells]`, codes below `classCount`; -1 is unknown.
  public init(truth: [Int32], predicted: [Int32], classCount: Int) {
    precondition(
      truth.count == predicted.count,
      "ConfusionMatrix: \(truth.count) true labels beside \(predicted.count) predicted")
    self.classCount = classCount
    counts = [Int](repeating: 0, count: classCount * (classCount + 1))
    for (trueClass, predictedClass) in zip(truth, predicted) where trueClass >= 0 {
      let column = predictedClass < 0 ? classCount : Int(predictedClass)
      counts[Int(trueClass) * (classCount + 1) + column] += 1
    }
  }

  /// How many cells of `trueClass` were called `predictedClass`.
  public subscript(trueClass: Int, predictedClass: Int) -> Int {
    counts[trueClass * (classCount + 1) + predictedClass]
  }

  /// How many cells of `trueClass` were called `Unknown`.
  public func unknown(of trueClass: Int) -> Int {
    counts[trueClass * (classCount + 1) + classCount]
  }

  /// How many cells carry this true class.
  public func support(of trueClass: Int) -> Int {
    let start = trueClass * (classCount + 1)
    return counts[start..<start + classCount + 1].reduce(0, +)
  }

  /// How many cells were given this class.
  public func predictedCount(of predictedClass: Int) -> Int {
    (0..<classCount).reduce(0) { $0 + self[$1, predictedClass] }
  }
}
