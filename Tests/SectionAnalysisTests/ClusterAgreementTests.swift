import SectionAnalysis
import Testing

@Suite struct ClusterAgreementTests {
  @Test func `agreement equals scikit-learn's`() throws {
    let gold = try AnalysisGold.read().clusters
    let agreement = try ClusterAgreement(gold.first, gold.second)
    #expect(abs(agreement.adjustedRand - gold.adjustedRand) < 1e-12)
    #expect(
      abs(agreement.normalizedMutualInformation - gold.normalizedMutualInformation) < 1e-12)
  }

  @Test func `other names for the same groups agree fully`() throws {
    let agreement = try ClusterAgreement([0, 0, 1, 2, -1], [7, 7, 0, 3, 1])
    #expect(agreement.adjustedRand == 1)
    #expect(abs(agreement.normalizedMutualInformation - 1) < 1e-12)
  }

  @Test func `one group against one group agrees, against singletons it tells nothing`() throws {
    let same = try ClusterAgreement([0, 0, 0], [4, 4, 4])
    #expect(same.adjustedRand == 1)
    #expect(same.normalizedMutualInformation == 1)
    let apart = try ClusterAgreement([0, 0, 0], [0, 1, 2])
    #expect(apart.adjustedRand == 0)
    #expect(apart.normalizedMutualInformation == 0)
  }

  @Test func `cells missing everywhere are an error`() {
    #expect(throws: AnalysisError("agreement of clusters", .noLabelledCells)) {
      try ClusterAgreement([-1, 0], [0, -1])
    }
  }
}
