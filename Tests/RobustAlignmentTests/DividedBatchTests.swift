import Autodiff
import RobustAlignment
import Testing

@Suite struct `A batch that is divided equals the whole batch` {
  /// The gradient of all parameters, in the order of their names.
  private func gradient<S: Real>(_ towers: PairTowers<S>) -> [Double] {
    towers.store.names.flatMap { name in
      towers.store.parameter(named: name)?.gradient.elements.map(Double.init) ?? []
    }
  }

  private struct Step {
    var loss: Double
    var symmetry: [Double]
    var gradient: [Double]
  }

  private enum Form: CaseIterable { case keys, inBatch, inBatchMasked }

  /// One step of a batch of 48 pairs, `chunk` at a time.
  ///
  /// - Parameters:
  ///   - dropout: the share of units that drop; which do depends on the pair, not on its chunk.
  ///   - batch: the pairs, all of them unless said otherwise.
  private func step<S: Real>(
    _: S.Type, _ form: Form, chunk: Int, dropout: Double, batch: [Int] = Array(0..<48),
    seed: UInt64 = 5, temperature: Double = 0.2
  ) -> Step {
    let planted = PlantedPairs<S>(count: 48, seed: 1)
    var shape = planted.shape
    shape.dropout = dropout
    let towers = PairTowers<S>(shape, seed: 2)
    let momentum = PairTowers<S>(shape, seed: 3)
    let workspace = Workspace<S>()
    let divided = DividedBatch(
      towers: towers, pairs: planted.pairs, batch: batch, chunk: chunk,
      temperature: S(temperature), seed: seed, workspace: workspace)
    let trust = batch.map { S(0.2 + 0.8 * Double($0) / 48) }
    let result: (loss: Double, symmetry: [Double])
    switch form {
    case .keys:
      let all = Array(0..<48)
      let ids = batch.map { planted.pairs.textIDs[$0] } + all.map { planted.pairs.textIDs[$0] }
      let width = planted.pairs.featureWidth
      let own = batch.flatMap {
        Array(planted.pairs.features[$0 * width..<($0 + 1) * width])
      }
      let cells =
        VectorTable(momentum, features: own, workspace).values
        + VectorTable(towers, features: planted.pairs.features, workspace).values
      let distinct = VectorTable(momentum, sentences: planted.pairs.sentences, workspace).values
      let texts = ids.flatMap { distinct[$0 * 8..<($0 + 1) * 8] }
      result = divided.addGradients(
        textKeys: AlignmentKeys(vectors: workspace.matrix(ids.count, 8, texts), textIDs: ids),
        cellKeys: AlignmentKeys(vectors: workspace.matrix(ids.count, 8, cells), textIDs: ids),
        reliability: trust, pairWeights: trust.map { 1 - $0 / 2 }, negativeWeight: 2)
    case .inBatch, .inBatchMasked:
      result = divided.addGradients(masksSameText: form == .inBatchMasked, reliability: trust)
    }
    return Step(loss: result.loss, symmetry: result.symmetry, gradient: gradient(towers))
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    let scale = b.map(abs).max() ?? 0
    return (zip(a, b).map { abs($0 - $1) }.max() ?? 0) / max(scale, 1e-30)
  }

  private func cosine(_ a: [Double], _ b: [Double]) -> Double {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
  }

  private func check<S: Real>(_: S.Type, _ form: Form, _ tolerance: Double) {
    for dropout in [0, 0.2] { check(S.self, form, dropout: dropout, tolerance) }
  }

  private func check<S: Real>(_: S.Type, _ form: Form, dropout: Double, _ tolerance: Double) {
    let whole = step(S.self, form, chunk: 48, dropout: dropout)
    #expect(whole.gradient.contains { abs($0) > 1e-3 })
    for chunk in [1, 7, 16, 47] {
      let divided = step(S.self, form, chunk: chunk, dropout: dropout)
      #expect(abs(divided.loss - whole.loss) <= tolerance * abs(whole.loss))
      #expect(distance(divided.gradient, whole.gradient) <= tolerance, "chunks of \(chunk)")
      #expect(distance(divided.symmetry, whole.symmetry) <= tolerance)
    }
  }

  @Test(arguments: [0, 1, 2]) func `in Double to 1e-6`(form: Int) {
    check(Double.self, Form.allCases[form], 1e-6)
  }

  @Test(arguments: [0, 1, 2]) func `in Float to 1e-4`(form: Int) {
    check(Float.self, Form.allCases[form], 1e-4)
  }

  /// With dropout the loss of the divided batch is one function of the parameters, whose gradient this is:
  /// central differences along random directions, every pair with the units it drops.
  @Test(arguments: [0, 1]) func `with dropout its gradient is that of its loss`(form: Int) {
    let planted = PlantedPairs<Double>(count: 24, seed: 1)
    let towers = PairTowers<Double>(planted.shape, seed: 2)
    let workspace = Workspace<Double>()
    let keys = VectorTable(
      PairTowers<Double>(planted.shape, seed: 3), features: planted.pairs.features, workspace)
    let ids = planted.pairs.textIDs
    func run() -> Double {
      towers.store.clearGradients()
      let divided = DividedBatch(
        towers: towers, pairs: planted.pairs, batch: Array(0..<24), chunk: 7, temperature: 0.2,
        seed: 5, workspace: workspace)
      let trust = [Double](repeating: 0.7, count: 24)
      if form == 0 {
        return divided.addGradients(masksSameText: false, reliability: trust).loss
      }
      let table = AlignmentKeys(vectors: workspace.matrix(24, 8, keys.values), textIDs: ids)
      return divided.addGradients(
        textKeys: table, cellKeys: table, reliability: trust, pairWeights: trust,
        negativeWeight: 2
      ).loss
    }
    _ = run()
    let slope = gradient(towers)
    var generator = SeededGenerator(seed: 8)
    let names = towers.store.names
    for _ in 0..<4 {
      let values = names.map { towers.store.parameter(named: $0)?.value.elements ?? [] }
      let direction = values.map { $0.map { _ in generator.normal() } }
      func shifted(_ step: Double) -> Double {
        for (index, name) in names.enumerated() {
          towers.store.parameter(named: name)?.assign(
            zip(values[index], direction[index]).map { $0 + step * $1 })
        }
        return run()
      }
      let difference = (shifted(1e-5) - shifted(-1e-5)) / 2e-5
      _ = shifted(0)
      let expected = zip(slope, direction.flatMap { $0 }).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(difference - expected) <= 1e-6 * max(1, abs(expected)))
    }
  }

  @Test func `a second pass that draws other dropout gives another gradient`() {
    let planted = PlantedPairs<Double>(count: 48, seed: 1)
    var shape = planted.shape
    shape.dropout = 0.5
    let towers = PairTowers<Double>(shape, seed: 2)
    let workspace = Workspace<Double>()
    let ids = planted.pairs.textIDs
    /// The gradient of the cells' tower: embedded with one draw, taken back through another.
    func gradient(first: UInt64, second: UInt64) -> [Double] {
      func cells(_ seed: UInt64, on tape: Tape<Double>) -> Variable<Double> {
        var stream = RandomStream(seed: seed)
        let width = planted.pairs.featureWidth
        return towers.cellVectors(
          tape.constant(workspace.matrix(48, width, planted.pairs.features)), &stream)
      }
      let quiet = Tape(workspace, isRecording: false, isTraining: true)
      let distinct = VectorTable(towers, sentences: planted.pairs.sentences, workspace).values
      let matching = InBatchMatching(
        rows: cells(first, on: quiet).value,
        columns: workspace.matrix(48, 8, ids.flatMap { distinct[$0 * 8..<($0 + 1) * 8] }),
        ids: ids, masksSameText: true, chunk: 48, temperature: 0.2,
        weights: [Double](repeating: 1, count: 48), workspace: workspace)
      towers.store.clearGradients()
      let tape = Tape(workspace, isRecording: true, isTraining: true)
      let again = cells(second, on: tape)
      tape.backward(from: again, gradient: workspace.matrix(48, 8, matching.rowGradient))
      return self.gradient(towers)
    }
    let right = gradient(first: 5, second: 5)
    #expect(cosine(gradient(first: 5, second: 5), right) > 1 - 1e-12)
    #expect(cosine(gradient(first: 5, second: 6), right) < 0.95)
  }

  @Test func `chunks that see only their own keys give another gradient`() {
    let whole = step(Double.self, .inBatch, chunk: 2, dropout: 0, temperature: 0.05)
    var sum = [Double](repeating: 0, count: whole.gradient.count)
    for start in stride(from: 0, to: 48, by: 2) {
      let alone = step(
        Double.self, .inBatch, chunk: 2, dropout: 0, batch: [start, start + 1], temperature: 0.05)
      for (index, value) in alone.gradient.enumerated() { sum[index] += value / 24 }
    }
    #expect(cosine(sum, whole.gradient) < 0.95)
  }

  @Test func `4,096 pairs take the memory of 64 and of their keys`() {
    func memory(_ batch: Int, chunk: Int, masked: Bool) -> Int {
      let planted = PlantedPairs<Float>(count: batch, seed: 1)
      let towers = PairTowers<Float>(planted.shape, seed: 2)
      let workspace = Workspace<Float>()
      let divided = DividedBatch(
        towers: towers, pairs: planted.pairs, batch: Array(0..<batch), chunk: chunk,
        temperature: 0.2, seed: 5, workspace: workspace)
      let trust = [Float](repeating: 1, count: batch)
      if masked {
        _ = divided.addGradients(masksSameText: true, reliability: trust)
      } else {
        let ids = planted.pairs.textIDs
        let table = AlignmentKeys(
          vectors: workspace.matrix(
            batch, 8, VectorTable(towers, features: planted.pairs.features, workspace).values),
          textIDs: ids)
        _ = divided.addGradients(
          textKeys: table, cellKeys: table, reliability: trust, pairWeights: trust,
          negativeWeight: 1)
      }
      return workspace.pool.bytesHeld
    }
    for masked in [false, true] {
      let large = memory(4096, chunk: 64, masked: masked)
      // A row of 4,096 matching probabilities has 64 times the columns of one of 64, and no more than that.
      let small = memory(64, chunk: 64, masked: masked)
      #expect(large <= 64 * small)
      // The square of the batch alone would be 64 MB, and an undivided step holds it several times.
      #expect(large < 32_000_000, "\(large) bytes")
      #expect(memory(2048, chunk: 2048, masked: masked) > 4 * large)
    }
  }
}
