import Autodiff
import Foundation

/// Multinomial logistic regression: `p(class k | x) ∝ exp(w_k · z + b_k)`, z the standardised
/// features.
///
/// Minimises `C Σ_i a_i t_i (−log p_i,y_i) + ½ Σ_k |w_k|²`, a_i the class weights and t_i how far each row's
/// label is trusted, 1 where nothing is said; intercepts bear no penalty. The optimum is that of scikit-learn's `LogisticRegression(C=C)`, which for two classes
/// puts the penalty on the one difference of weight vectors.
public struct LogisticRegression: Sendable, Equatable {
  /// How a class's cells weigh in the loss.
  public enum ClassWeighting: Sendable, Equatable {
    /// Every cell alike.
    case none
    /// `n / (K n_k)`: every class alike.
    case balanced
    /// `∝ n_k^exponent`, with mean 1 over the cells; -0.5 lies half-way between the other two.
    case power(Double)
  }

  /// What shapes the fit.
  public struct Options: Sendable, Equatable {
    /// scikit-learn's `C`; smaller is smoother.
    public var inversePenalty: Double
    /// How classes weigh.
    public var classWeighting: ClassWeighting
    /// Whether features become z-scores of the training rows first.
    public var standardizes: Bool
    /// The most steps taken.
    public var maximumIterations: Int
    /// The fit ends where no component of the mean loss's gradient exceeds this.
    public var gradientTolerance: Double

    public init(
      inversePenalty: Double = 1, classWeighting: ClassWeighting = .none,
      standardizes: Bool = true, maximumIterations: Int = 1_000, gradientTolerance: Double = 1e-5
    ) {
      precondition(inversePenalty > 0, "LogisticRegression: C is \(inversePenalty), must be > 0")
      self.inversePenalty = inversePenalty
      self.classWeighting = classWeighting
      self.standardizes = standardizes
      self.maximumIterations = maximumIterations
      self.gradientTolerance = gradientTolerance
    }
  }

  /// How many classes there are, those without training cells included.
  public let classCount: Int
  /// The classes that had training cells, ascending; the others get probability 0.
  public let trainedClasses: [Int]
  /// Shift and scale of the features.
  public let standardizer: Standardizer
  /// `[trained classes, columns]`, for standardised features.
  public let weights: FeatureMatrix
  /// `[trained classes]`.
  public let intercepts: [Double]
  /// The steps the fit took.
  public let iterations: Int
  /// Whether the gradient fell below the tolerance within those steps.
  public let hasConverged: Bool

  /// Learns from labelled rows.
  /// - Parameters:
  ///   - features: `[rows, columns]`.
  ///   - labels: `[rows]`, codes below `classCount`; rows with -1 are left out.
  /// - Throws: `AnalysisError` for no labelled row, one class only, or a value that is not finite.
  /// - Complexity: O(iterations · rows · columns · classes).
  public init(
    _ features: FeatureMatrix, labels: [Int32], classCount: Int, options: Options = Options()
  ) throws {
    try self.init(
      RegressionRows(
        features, labels: labels, classCount: classCount, standardizes: options.standardizes),
      options: options)
  }

  /// Learns from rows that are ready.
  /// - Parameters:
  ///   - trust: how far each labelled row's label is trusted, `t`, at least 0, `[labelled rows]`; nil for 1.
  ///   - start: a fit of the same classes and columns to start from, which saves steps; nil to start at 0.
  ///   - options: whether they were standardized is the rows' to say.
  /// - Complexity: O(iterations · rows · columns · classes).
  public init(
    _ rows: RegressionRows, trust: [Double]? = nil, startingFrom start: LogisticRegression? = nil,
    options: Options = Options()
  ) {
    guard let kernels = Double.kernels(.best) else {
      preconditionFailure("LogisticRegression: no vector loops for \(InstructionSet.best)")
    }
    let loss = SoftmaxLoss(
      features: rows.features, classes: rows.classes, classCount: rows.trainedClasses.count,
      trust: trust, weighting: options.classWeighting, inversePenalty: options.inversePenalty)
    let search = LimitedMemoryBFGS(
      maximumIterations: options.maximumIterations, gradientTolerance: options.gradientTolerance,
      kernels: kernels)
    let outcome = search.minimize(
      from: start.map { loss.packed($0.weights, $0.intercepts) } ?? loss.start
    ) { loss.value(at: $0, gradient: &$1) }

    classCount = rows.classCount
    trainedClasses = rows.trainedClasses
    standardizer = rows.standardizer
    (weights, intercepts) = loss.unpacked(outcome.point)
    iterations = outcome.iterations
    hasConverged = outcome.largestGradient <= options.gradientTolerance
  }

  /// The unnormalised log-probabilities of the trained classes, `[rows, trained classes]`.
  public func logits(_ features: FeatureMatrix) -> FeatureMatrix {
    let scaled = standardizer(features)
    let width = scaled.columnCount
    var logits = FeatureMatrix(rowCount: scaled.rowCount, columnCount: trainedClasses.count)
    scaled.values.withUnsafeBufferPointer { x in
      weights.values.withUnsafeBufferPointer { w in
        for row in 0..<scaled.rowCount {
          for index in trainedClasses.indices {
            var sum = SIMD4<Double>(repeating: 0)
            var column = 0
            while column + 4 <= width {
              let a = row * width + column
              let b = index * width + column
              let values = SIMD4<Double>(x[a], x[a + 1], x[a + 2], x[a + 3])
              let weights = SIMD4<Double>(w[b], w[b + 1], w[b + 2], w[b + 3])
              sum += values * weights
              column += 4
            }
            var rest = 0.0
            while column < width {
              rest += x[row * width + column] * w[index * width + column]
              column += 1
            }
            logits[row, index] = sum.sum() + rest + intercepts[index]
          }
        }
      }
    }
    return logits
  }

  /// The probability of every class, `[rows, classes]`; rows sum to 1.
  public func probabilities(_ features: FeatureMatrix) -> FeatureMatrix {
    let ofTrained = logits(features).softmax()
    guard trainedClasses.count < classCount else { return ofTrained }
    var probabilities = FeatureMatrix(rowCount: features.rowCount, columnCount: classCount)
    for row in 0..<features.rowCount {
      for (index, code) in trainedClasses.enumerated() {
        probabilities[row, code] = ofTrained[row, index]
      }
    }
    return probabilities
  }

  /// The most probable class of each row, `[rows]`.
  public func predictions(_ features: FeatureMatrix) -> [Int32] {
    logits(features).largestColumns().map { Int32(trainedClasses[Int($0)]) }
  }
}

extension FeatureMatrix {
  /// `exp(x_k) / Σ_j exp(x_j)` over each row, `[rows, columns]`.
  public func softmax() -> FeatureMatrix {
    var result = self
    for row in 0..<rowCount {
      let range = row * columnCount..<(row + 1) * columnCount
      let largest = values[range].max() ?? 0
      var sum = 0.0
      for place in range {
        result.values[place] = exp(values[place] - largest)
        sum += result.values[place]
      }
      for place in range { result.values[place] /= sum }
    }
    return result
  }
}
