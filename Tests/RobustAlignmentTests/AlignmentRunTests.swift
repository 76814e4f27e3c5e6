import Autodiff
import RobustAlignment
import Testing

@Suite struct `Alignment of pairs that may be wrong` {
  private func finished(
    _ planted: PlantedPairs<Float>, threads: Int = 1,
    _ change: (inout AlignmentOptions) -> Void = { _ in }
  ) -> AlignmentRun<Float> {
    var options = AlignmentOptions()
    options.seed = 4
    change(&options)
    let run = AlignmentRun(
      planted.pairs, shape: planted.shape, options: options,
      workspace: Workspace<Float>(threads: threads))
    while !run.isFinished { _ = run.runEpoch() }
    return run
  }

  private func beliefs(_ run: AlignmentRun<Float>) -> TextBeliefs<Float> {
    TextBeliefs(
      run.towers, pairs: run.pairs, temperature: run.options.temperature, Workspace<Float>())
  }

  /// The area under the ROC curve of `scores` for finding `positives`.
  private func area(_ scores: [Double], _ positives: [Bool]) -> Double {
    var above = 0.0
    for (i, isHit) in positives.enumerated() where isHit {
      for (j, other) in positives.enumerated() where !other {
        above += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
      }
    }
    let hits = Double(positives.count { $0 })
    return above / (hits * (Double(positives.count) - hits))
  }

  @Test func `clean pairs find one another`() {
    let planted = PlantedPairs<Float>(count: 1200, seed: 11)
    let run = finished(planted)
    let right = zip(beliefs(run).best, planted.truth).count { $0 == $1 }
    #expect(right > 1140)
    #expect(run.reliability.weights.reduce(0, +) / 1200 > 0.9)
  }

  @Test(arguments: [AlignmentOptions.Reliability.noise, .ratio, .symmetry])
  func `wrong pairs are found, and trusted less`(form: AlignmentOptions.Reliability) {
    let planted = PlantedPairs<Float>(count: 900, spread: 1.5, wrongShare: 0.3, seed: 12)
    let run = finished(planted) {
      $0.reliability = form
      if form == .symmetry { $0.negativeWeight = 5 }
    }
    let found = area(beliefs(run).given.map { 1 - $0 }, planted.isWrong)
    #expect(found >= 0.95, "\(found)")
    let trust = run.reliability.weights
    func mean(_ wrong: Bool) -> Double {
      let some = trust.indices.filter { planted.isWrong[$0] == wrong }
      return some.reduce(0) { $0 + trust[$1] } / Double(some.count)
    }
    #expect(mean(true) < 0.5 * mean(false))
    #expect(!trust.contains { $0 < (form == .noise ? 0 : 0.05) || $0 > 1 })
  }

  @Test func `half the pairs wrong cost less than without reliability`() {
    var robust = 0
    var plain = 0
    for seed in 13..<16 {
      let planted = PlantedPairs<Float>(
        count: 600, spread: 2, wrongShare: 0.5, seed: UInt64(seed))
      func right(_ run: AlignmentRun<Float>) -> Int {
        zip(beliefs(run).best, planted.truth).count { $0 == $1 }
      }
      robust += right(finished(planted))
      plain += right(
        finished(planted) {
          $0.negatives = .batch
          $0.masksSameText = false
          $0.reliability = .none
          $0.dropout = 0.2
        })
    }
    #expect(robust > plain + 36, "\(robust) of 1800, \(plain) without")
  }

  @Test func `the same seed gives the same towers, on any number of threads`() {
    let planted = PlantedPairs<Float>(count: 200, seed: 14)
    let one = finished(planted) { $0.epochs = 2 }.towers.store.snapshot()
    #expect(finished(planted, threads: 2) { $0.epochs = 2 }.towers.store.snapshot() == one)
    #expect(
      finished(planted) {
        $0.epochs = 2
        $0.seed = 5
      }.towers.store.snapshot() != one)
  }

  @Test(arguments: [1, 3])
  func `a handful of pairs, a text without pairs and equal cells are no trouble`(towers: Int) {
    for count in [1, 2, 5] {
      let planted = PlantedPairs<Float>(count: count, spread: 0, seed: 15)
      let run = finished(planted) {
        $0.epochs = 8
        $0.towers = towers
      }
      #expect(!beliefs(run).probabilities.contains { !$0.isFinite })
      #expect(!run.reliability.weights.contains { !$0.isFinite })
    }
  }

  @Test func `the bank holds the newest pairs`() {
    var bank = MemoryBank<Float>(capacity: 3, width: 1)
    for id in 0..<5 {
      bank.add(cells: [Float(id)], texts: [Float(-id)], textIDs: [id])
    }
    #expect(Set(bank.textIDs) == [2, 3, 4])
    #expect(bank.textIDs.map(Float.init) == bank.cells)
    bank.add(cells: [7, 8, 9, 10], texts: [7, 8, 9, 10], textIDs: [7, 8, 9, 10])
    #expect(Set(bank.textIDs) == [8, 9, 10] && bank.count == 3)
  }

  @Test func `losses of two kinds come apart`() {
    let low = (0..<60).map { Double($0 % 10) / 100 }
    let high = (0..<40).map { 3 + Double($0 % 10) / 20 }
    let posteriors = LossMixture(losses: low + high).posteriors
    #expect(!posteriors[..<60].contains { $0 < 0.9 })
    #expect(!posteriors[60...].contains { $0 > 0.1 })
    #expect(LossMixture(losses: [2, 2, 2]).posteriors == [1, 1, 1])
  }

  @Test func `the curriculum damps large losses early and amplifies them late only where asked`() {
    for form in AlignmentOptions.Curriculum.allCases {
      var curriculum = LossCurriculum(form)
      #expect(curriculum.weight(ofLoss: 9, progress: 0) == 1)
      curriculum.update(losses: (1...10).map(Double.init))
      let early = curriculum.weight(ofLoss: 18, progress: 0.1)
      let late = curriculum.weight(ofLoss: 18, progress: 0.9)
      #expect(early == (form == .none ? 1 : 0.5))
      #expect(late == (form == .amplified ? 2 : 1))
      #expect(curriculum.weight(ofLoss: 1, progress: 0.1) == 1)
    }
  }
}
