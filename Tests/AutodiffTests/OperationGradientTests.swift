import Autodiff
import Testing

@Suite struct `Every operation sends back the gradient of what it computes` {
  struct Elementwise: CheckedOperation {
    enum Kind: CaseIterable {
      case add, multiply, scale, clamp, sigmoid, gelu, dropout, normalize, softmax
    }
    let kind: Kind
    let rows: Int
    let columns: Int
    var shapes: [[Int]] {
      let shape = [rows, columns]
      return kind == .add || kind == .multiply ? [shape, shape] : [shape]
    }
    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      var stream = RandomStream(seed: 7)
      switch kind {
      case .add: return tape.add(x[0], x[1])
      case .multiply: return tape.multiply(x[0], x[1])
      case .scale: return tape.scale(x[0], by: S(-1.5))
      case .clamp: return tape.clamp(x[0], S(-1), S(0.75))
      case .sigmoid: return tape.sigmoid(x[0])
      case .gelu: return tape.gelu(x[0])
      case .dropout: return tape.dropout(x[0], rate: S(0.25), &stream)
      case .normalize: return tape.normalizeRows(x[0])
      case .softmax: return tape.softmax(x[0])
      }
    }
  }

  @Test(arguments: Elementwise.Kind.allCases)
  func `elementwise and row operations`(kind: Elementwise.Kind) {
    for (index, shape) in checkedShapes.enumerated() {
      Elementwise(kind: kind, rows: shape[0], columns: shape[1]).check(
        seed: UInt64(index), floatTolerance: kind == .normalize ? 1e-4 : 2e-5)
    }
  }

  struct LinearMap: CheckedOperation {
    let rows: Int
    let inputs: Int
    let outputs: Int
    var shapes: [[Int]] { [[rows, inputs], [outputs, inputs], [1, outputs]] }
    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      tape.linear(x[0], weight: x[1], bias: x[2])
    }
  }

  @Test func `a linear map`() {
    for (index, shape) in checkedShapes.enumerated() {
      LinearMap(rows: shape[0], inputs: shape[1], outputs: index % 7 + 1).check(seed: UInt64(index))
    }
  }

  struct Product: CheckedOperation {
    let rows: Int
    let inner: Int
    let columns: Int
    var shapes: [[Int]] { [[rows, inner], [inner, columns]] }
    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      tape.matrixProduct(x[0], x[1])
    }
  }

  @Test func `a matrix product`() {
    for (index, shape) in checkedShapes.enumerated() {
      Product(rows: shape[0], inner: shape[1], columns: index % 5 + 1).check(seed: UInt64(index))
    }
  }

  struct Sparse: CheckedOperation {
    let rows: Int
    let inner: Int
    let width: Int
    var shapes: [[Int]] { [[inner, width]] }
    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      var generator = SeededGenerator(seed: 3)
      var starts: [Int64] = [0]
      var indices: [Int32] = []
      var values: [S] = []
      for _ in 0..<rows {
        for column in 0..<inner where generator.uniform() < 0.3 {
          indices.append(Int32(column))
          values.append(S(generator.uniform() * 4))
        }
        starts.append(Int64(indices.count))
      }
      let matrix = SparseMatrix(
        columns: inner, starts: starts, indices: indices, values: values, transposing: true)
      return tape.sparseProduct(matrix, x[0])
    }
  }

  @Test func `a sparse times a dense matrix`() {
    for (index, shape) in checkedShapes.enumerated() {
      Sparse(rows: shape[0], inner: shape[1], width: index % 9 + 1).check(seed: UInt64(index))
    }
  }

  @Test func `a sparse times a wide dense matrix, strip by strip`() {
    for (rows, inner, width) in [(90, 13, 130), (40, 7, 65), (33, 5, 192)] {
      Sparse(rows: rows, inner: inner, width: width).check(seed: UInt64(width))
    }
  }

  struct Norm: CheckedOperation {
    let rows: Int
    let columns: Int
    var shapes: [[Int]] { [[rows, columns], [1, columns], [1, columns]] }
    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      tape.layerNorm(x[0], gamma: x[1], beta: x[2], epsilon: S(1e-3))
    }
  }

  @Test func `layer normalization`() {
    for (index, shape) in checkedShapes.enumerated() where shape[1] > 0 {
      Norm(rows: shape[0], columns: shape[1]).check(seed: UInt64(index), floatTolerance: 2e-4)
    }
  }

  struct Arrangement: CheckedOperation {
    let rows: Int
    let columns: Int
    var shapes: [[Int]] { [[rows, columns], [rows, columns + 2], [1, columns]] }
    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      let biased = tape.addToRows(x[0], x[2])
      let joined = tape.concatenateColumns([biased, x[1]])
      let middle = tape.columns(joined, 1..<columns + 1)
      let twice = rows == 0 ? [] : (0..<rows + 3).map { Int32($0 * 5 % rows) }
      let weights = tape.workspace.matrix(
        converting: twice.map { Double($0) - 1.5 }, twice.count, 1)
      let scaled = tape.scaleRows(tape.gatherRows(middle, twice), by: weights)
      return tape.concatenateRows([scaled, middle, x[0]])
    }
  }

  @Test func `rows and columns taken, joined, shifted and scaled`() {
    for (index, shape) in checkedShapes.enumerated() {
      Arrangement(rows: shape[0], columns: shape[1]).check(seed: UInt64(index))
    }
  }

  struct Losses: CheckedOperation {
    let rows: Int
    let columns: Int
    var shapes: [[Int]] { [[rows, columns], [rows, columns]] }
    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      let targets = (0..<rows).map { Int32(($0 * 3 + 1) % (columns + 1) - 1) }
      let weights = tape.workspace.matrix(
        converting: (0..<rows).map { 0.5 + Double($0 % 3) }, rows, 1)
      let all = tape.workspace.matrix(
        converting: (0..<rows * columns).map { Double($0 % 5) - 2 }, rows, columns)
      return tape.combine([
        (S(1), tape.crossEntropy(x[0], targets: targets, weights: weights)),
        (S(-0.5), tape.weightedSum(x[1], weights: all)), (S(0.25), tape.weightedSum(x[1])),
      ])
    }
  }

  @Test func `cross-entropy and sums`() {
    for (index, shape) in checkedShapes.enumerated() {
      Losses(rows: shape[0], columns: shape[1]).check(seed: UInt64(index))
    }
  }

  struct Counts: CheckedOperation {
    let rows: Int
    let columns: Int
    var shapes: [[Int]] { [[rows, columns], [1, columns]] }
    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      let workspace = tape.workspace
      let counts = (0..<rows * columns).map { Double([0, 0, 1, 3, 0, 40, 2][$0 % 7]) }
      let weights = (0..<rows * columns).map { Double([1, 2, 0][$0 % 3]) }
      return tape.negativeBinomial(
        logits: x[0], logDispersion: x[1],
        counts: workspace.matrix(converting: counts, rows, columns),
        logLibrary: workspace.matrix(converting: (0..<rows).map { 1 + Double($0 % 4) }, rows, 1),
        weights: workspace.matrix(converting: weights, rows, columns)
      ).weighted
    }
  }

  @Test func `the unweighted loss of counts is the weighted one with weights of 1`() {
    let workspace = Workspace<Double>(threads: 2)
    let tape = Tape(workspace, isRecording: false)
    let (cells, genes) = (3, 70)
    func elements(_ f: (Int) -> Double) -> [Double] { (0..<cells * genes).map(f) }
    func loss(_ weights: [Double]) -> NegativeBinomialLoss<Double> {
      tape.negativeBinomial(
        logits: tape.constant(workspace.matrix(cells, genes, elements { Double($0 % 5) - 2 })),
        logDispersion: tape.constant(workspace.filled(genes, 1, with: 0.3)),
        counts: workspace.matrix(cells, genes, elements { Double($0 % 4) }),
        logLibrary: workspace.filled(cells, 1, with: 5),
        weights: workspace.matrix(cells, genes, weights))
    }
    let plain = loss(elements { _ in 1 })
    #expect(abs(plain.unweighted - plain.weighted.value.scalar) < 1e-9)
    #expect(loss(elements { Double($0 % 3) }).unweighted == plain.unweighted)
  }

  @Test func `negative-binomial counts`() {
    for (index, shape) in checkedShapes.enumerated() {
      Counts(rows: shape[0], columns: shape[1]).check(seed: UInt64(index), floatTolerance: 5e-5)
    }
  }

  struct Sampling: CheckedOperation {
    let rows: Int
    let columns: Int
    var shapes: [[Int]] { [[rows, columns], [rows, columns]] }
    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      var stream = RandomStream(seed: 11)
      return tape.sampleNormal(mean: x[0], logVariance: x[1], &stream)
    }
  }

  @Test func `a sample from a normal distribution`() {
    for (index, shape) in checkedShapes.enumerated() {
      Sampling(rows: shape[0], columns: shape[1]).check(seed: UInt64(index))
    }
  }

  struct Mixture: CheckedOperation {
    let cells: Int
    let latent: Int
    let components: Int
    var shapes: [[Int]] {
      [
        [cells, latent], [cells, latent], [components, latent], [components, latent],
        [1, components],
      ]
    }
    func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
      tape.mixtureDivergence(
        mean: x[0], logVariance: x[1], componentMeans: x[2], componentLogVariances: x[3],
        componentLogits: x[4]
      ).bound
    }
  }

  @Test func `the divergence from a Gaussian mixture`() {
    for (index, shape) in checkedShapes.enumerated() {
      Mixture(cells: shape[0], latent: shape[1], components: index % 6 + 1).check(
        seed: UInt64(index))
    }
  }
}
