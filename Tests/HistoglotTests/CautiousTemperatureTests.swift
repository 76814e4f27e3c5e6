import Histoglot
import SectionAnalysis
import Testing

@Suite("A temperature that sharpens only as far as sections agree")
struct CautiousTemperatureTests {
  /// Cells of two classes, each with a logit of 1 for the one that is said; `right` of a hundred in each section are.
  private func temperatures(_ right: [Int]) throws -> (likeliest: Double, cautious: Double) {
    var logits: [Double] = []
    var truth: [Int32] = []
    var sections: [Int32] = []
    for (section, right) in right.enumerated() {
      for cell in 0..<100 {
        logits += [1, 0]
        truth.append(cell < right ? 0 : 1)
        sections.append(Int32(3 * section))
      }
    }
    let matrix = FeatureMatrix(rowCount: truth.count, columnCount: 2, values: logits)
    return (
      try TemperatureScaling(logits: matrix, truth: truth).temperature,
      try CautiousTemperature(logits: matrix, truth: truth, sections: sections).temperature
    )
  }

  @Test("Sections that agree are followed")
  func agreement() throws {
    let found = try temperatures([95, 95, 95])
    #expect(found.likeliest < 0.5)
    #expect(abs(found.cautious - found.likeliest) < 1e-4)
  }

  @Test("The less two sections agree, the less it sharpens, and never does it flatten by that")
  func disagreement() throws {
    let alike = try temperatures([92, 94])
    let unlike = try temperatures([82, 99])
    let apart = try temperatures([55, 99])
    #expect(alike.cautious > alike.likeliest && alike.cautious < 1.2 * alike.likeliest)
    #expect(unlike.cautious > 1.4 * unlike.likeliest && unlike.cautious < 1)
    #expect(apart.likeliest < 1 && apart.cautious == 1)
  }

  @Test("What flattens is left as it is, and so is what one section says")
  func left() throws {
    let flat = try temperatures([55, 65])
    #expect(flat.likeliest > 1 && flat.cautious == flat.likeliest)
    let one = try temperatures([95])
    #expect(one.cautious == one.likeliest)
  }

  @Test("Many sections err less together than few")
  func manySections() throws {
    let few = try temperatures([85, 95])
    let many = try temperatures((0..<40).map { $0 % 2 == 0 ? 85 : 95 })
    #expect(abs(few.likeliest - many.likeliest) < 1e-6)
    #expect(many.cautious < few.cautious)
  }

  @Test("Cells without a true class say nothing, and without any there is an error")
  func unlabelled() throws {
    let logits: [Double] = [1, 0, 1, 0]
    let matrix = FeatureMatrix(rowCount: 2, columnCount: 2, values: logits)
    #expect(throws: AnalysisError.self) {
      try CautiousTemperature(logits: matrix, truth: [-1, -1], sections: [0, 1])
    }
  }
}
