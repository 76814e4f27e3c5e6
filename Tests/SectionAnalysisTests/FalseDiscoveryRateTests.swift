import SectionAnalysis
import Testing

@Suite struct FalseDiscoveryRateTests {
  @Test func `rates are those of Benjamini and Hochberg, in the order given`() {
    // scipy.stats.false_discovery_control([.01, .04, .03, .005, .9])
    let rates = falseDiscoveryRates([0.01, 0.04, 0.03, 0.005, 0.9])
    for (rate, expected) in zip(rates, [0.025, 0.05, 0.05, 0.025, 0.9]) {
      #expect(abs(rate - expected) < 1e-12, "\(rates)")
    }
  }

  @Test func `a rate is never below its p, never above 1, and keeps the order`() {
    let p = (1...50).map { Double($0 * $0 % 53) / 53 }
    let rates = falseDiscoveryRates(p)
    for (a, rate) in zip(p, rates) { #expect(rate >= a && rate <= 1) }
    let ordered = p.indices.sorted { p[$0] < p[$1] }.map { rates[$0] }
    #expect(ordered == ordered.sorted())
    #expect(falseDiscoveryRates([]).isEmpty)
    #expect(falseDiscoveryRates([0.3]) == [0.3])
  }
}
