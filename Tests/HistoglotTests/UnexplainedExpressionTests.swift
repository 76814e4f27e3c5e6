import Histoglot
import Testing

@Suite("Unexplained expression")
struct UnexplainedExpressionTests {
  /// Two categories, of which each has a gene of its own, and a third gene that neither has.
  private static let profiles = UnexplainedExpression(
    means: [3, 0, 0, 0, 2, 0], variances: [1, 4, 0.25, 1, 1, 0.25], vocabulary: 3,
    measured: [0, 1, 2])

  @Test("is the gene farthest above what the category expresses, in deviations")
  func certain() {
    let value = Self.profiles.value(scores: [4, 3, 0], probabilities: [1, 0])
    #expect(abs(value - 1.5) < 1e-6)
    // Of the other category the cell lacks nothing, and has the first gene besides.
    #expect(abs(Self.profiles.value(scores: [4, 3, 0], probabilities: [0, 1]) - 4) < 1e-6)
  }

  @Test("a gene that no category has gives a cell away")
  func strange() {
    let known = Self.profiles.value(scores: [3, 0, 0], probabilities: [0.9, 0.1])
    let strange = Self.profiles.value(scores: [3, 0, 2], probabilities: [0.9, 0.1])
    #expect(abs(strange - 4) < 1e-6)
    #expect(known < 0.5)
  }

  @Test("doubt between categories explains what either has")
  func doubt() {
    // m = ½·3, v = ½·(1 + 1.5²) + ½·(1 + 1.5²), by the formula of a mixture.
    let value = Self.profiles.value(scores: [3, 1, 0], probabilities: [0.5, 0.5])
    #expect(abs(value - 1.5 / 3.25.squareRoot()) < 1e-6)
  }

  @Test("genes that a cell lacks count for nothing")
  func lacking() {
    let value = Self.profiles.value(scores: [-50, 0, 0.1], probabilities: [1, 0])
    #expect(abs(value - 0.2) < 1e-6)
  }

  @Test("genes are asked that the section measured and some cell of training had")
  func measured() {
    let some = UnexplainedExpression(
      means: [3, 0, 0, 0, 2, 0], variances: [1, 0, 0.25, 1, 0, 0.25], vocabulary: 3,
      measured: [1, 2])
    #expect(abs(some.value(scores: [1], probabilities: [1, 0]) - 2) < 1e-6)
  }
}
