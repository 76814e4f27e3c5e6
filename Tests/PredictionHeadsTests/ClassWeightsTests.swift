import PredictionHeads
import Testing

@Suite struct ClassWeightsTests {
  @Test("Weights fall with the root of a category's cells, and their mean over cells is 1")
  func law() {
    let counts = [100, 25, 4]
    let codes = counts.enumerated().flatMap { code, count in
      [Int32](repeating: Int32(code), count: count)
    }
    let weights = classWeights(codes: codes + [-1, -1], categories: 3)
    #expect(abs(weights[1] / weights[0] - 2) < 1e-6)
    #expect(abs(weights[2] / weights[0] - 5) < 1e-6)
    let mean = codes.reduce(Float(0)) { $0 + weights[Int($1)] } / Float(codes.count)
    #expect(abs(mean - 1) < 1e-5)
  }

  @Test("A category without cells weighs nothing")
  func emptyCategory() {
    #expect(classWeights(codes: [0, 0, 2], categories: 4)[1] == 0)
    #expect(classWeights(codes: [-1], categories: 2) == [0, 0])
  }
}
