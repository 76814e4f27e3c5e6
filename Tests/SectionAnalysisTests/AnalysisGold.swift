import Foundation
import SectionAnalysis

/// What scikit-learn says, made by `tools/make-analysis-gold`.
struct AnalysisGold: Decodable {
  struct Classification: Decodable {
    var truth: [Int32]
    var predicted: [Int32]
    var accuracy: Double
    var macroF1: Double
    var precision: [Double]
    var recall: [Double]
    var f1: [Double]
    var support: [Int]
    var confusion: [Int]
  }
  struct Calibration: Decodable {
    var logits: [[Double]]
    var truth: [Int32]
    var expectedError: Double
    var brier: Double
    var temperature: Double
  }
  struct Ranking: Decodable {
    var scores: [Double]
    var isPositive: [Bool]
    var areaUnderROC: Double
    var averagePrecision: Double
  }
  struct Clusters: Decodable {
    var first: [Int32]
    var second: [Int32]
    var adjustedRand: Double
    var normalizedMutualInformation: Double
  }
  struct Regression: Decodable {
    struct Case: Decodable {
      var c: Double
      var balanced: Bool
      var twoClasses: Bool
      var probabilities: [[Double]]
    }
    var x: [[Double]]
    var y: [Int32]
    var new: [[Double]]
    var cases: [Case]
  }
  struct Components: Decodable {
    var x: [[Double]]
    var variances: [Double]
    var magnitudes: [[Double]]
  }
  var classification: Classification
  var calibration: Calibration
  var ranking: Ranking
  var clusters: Clusters
  var regression: Regression
  var components: Components

  static func read() throws -> AnalysisGold {
    try JSONDecoder().decode(AnalysisGold.self, from: Data(contentsOf: goldFile("analysis.json")))
  }
}

/// A file beside the tests' sources.
func goldFile(_ name: String, besides path: String = #filePath) -> URL {
  URL(filePath: path).deletingLastPathComponent().appending(path: "Gold/\(name)")
}

/// Rows of equal length as a matrix.
func matrix(_ rows: [[Double]]) -> FeatureMatrix {
  FeatureMatrix(
    rowCount: rows.count, columnCount: rows.first?.count ?? 0, values: rows.flatMap { $0 })
}

/// The largest absolute difference of two lists of equal length.
func largestGap(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "largestGap: \(a.count) values beside \(b.count)")
  return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}

/// A small generator for the tests' own draws (SplitMix64).
struct TestGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Between -1 and 1.
  mutating func nextSigned() -> Double { Double(next() >> 11) * 0x1p-52 - 1 }
}
