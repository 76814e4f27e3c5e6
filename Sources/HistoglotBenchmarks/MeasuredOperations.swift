import Autodiff

/// One operation on random operands.
struct MeasuredOperation {
  let name: String
  let shape: String
  /// Of operands read once and results written once.
  let bytes: Double
  /// Floating-point operations of its products; 0 where it has none worth counting.
  let operations: Double
  let work: () -> Void
}

/// The operations of a step of inference or training, on operands of one section.
struct MeasuredOperations {
  private let cells: Int
  private let width: Int
  private let workspace: Workspace<Float>
  private let tape: Tape<Float>
  /// `[cells, width]`
  private let operands: [Variable<Float>]
  private let wide: Variable<Float>
  private let generator: SeededGenerator

  init(cells: Int, width: Int, threads: Int) {
    self.cells = cells
    self.width = width
    workspace = Workspace<Float>(threads: threads)
    tape = Tape(workspace, isRecording: false, isTraining: true)
    var generator = SeededGenerator(seed: 0)
    let (workspace, tape) = (workspace, tape)
    func random(_ columns: Int) -> Variable<Float> {
      tape.constant(
        workspace.matrix(
          cells, columns, (0..<cells * columns).map { _ in Float(generator.uniform()) }))
    }
    operands = (0..<3).map { _ in random(width) }
    wide = random(2 * width)
    self.generator = generator
  }

  var all: [MeasuredOperation] {
    rowwise + products + attentions + [countLoss, update]
  }

  /// Bytes of so many matrices `[cells, width]`.
  private func matrices(_ count: Double) -> Double { 4 * count * Double(cells * width) }

  private func vector(_ columns: Int, _ value: Float) -> Variable<Float> {
    tape.constant(workspace.filled(1, columns, with: value))
  }

  private var rowwise: [MeasuredOperation] {
    let (x, y) = (operands[0], operands[1])
    let (gamma, beta) = (vector(width, 1), vector(width, 0))
    let shape = "\(cells) × \(width)"
    func measured(_ name: String, matrices count: Double, _ work: @escaping () -> Void)
      -> MeasuredOperation
    {
      MeasuredOperation(
        name: name, shape: shape, bytes: matrices(count), operations: 0, work: work)
    }
    return [
      measured("residual", matrices: 3) { _ = tape.add(x, y) },
      measured("layer norm", matrices: 2) {
        _ = tape.layerNorm(x, gamma: gamma, beta: beta, epsilon: 1e-5)
      },
      measured("GELU", matrices: 2) { _ = tape.gelu(x) },
      measured("sigmoid", matrices: 2) { _ = tape.sigmoid(x) },
      measured("softmax of rows", matrices: 2) { _ = tape.softmax(x) },
      measured("dropout", matrices: 2) {
        var stream = RandomStream(seed: 0)
        _ = tape.dropout(x, rate: 0.1, &stream)
      },
    ]
  }

  private func weight(_ rows: Int, _ columns: Int) -> Variable<Float> {
    var generator = generator
    return tape.constant(
      workspace.matrix(
        rows, columns, (0..<rows * columns).map { _ in Float(generator.uniform()) - 0.5 }))
  }

  private var products: [MeasuredOperation] {
    let (x, y) = (operands[0], operands[1])
    let (up, down) = (weight(2 * width, width), weight(width, 2 * width))
    let (upBias, downBias) = (vector(2 * width, 1), vector(width, 1))
    let operations = 4 * Double(cells * width * width)
    return [
      MeasuredOperation(
        name: "product, bias, GELU", shape: "\(cells) × \(width) → \(2 * width)",
        bytes: matrices(3), operations: operations
      ) { _ = tape.linear(x, weight: up, bias: upBias, plus: nil, then: .gelu) },
      MeasuredOperation(
        name: "product, bias, residual", shape: "\(cells) × \(2 * width) → \(width)",
        bytes: matrices(4), operations: operations
      ) { _ = tape.linear(wide, weight: down, bias: downBias, plus: y, then: nil) },
      sparseProduct("sparse product", cells: cells, genes: 500, each: 4),
      // A window of spots, whose gene vectors are more than a second-level cache holds.
      sparseProduct(
        "sparse product, transcriptome", cells: min(cells, 512), genes: 16_000, each: 8),
    ]
  }

  /// Counts of every `each`th gene in a cell, another one in the next.
  private func sparseProduct(
    _ name: String, cells: Int, genes: Int, each: Int
  ) -> MeasuredOperation {
    let perCell = genes / each
    let counts = SparseMatrix<Float>(
      columns: genes, starts: (0...cells).map { Int64($0 * perCell) },
      indices: (0..<cells * perCell).map { Int32($0 % perCell * each + $0 / perCell % each) },
      values: [Float](repeating: 0.5, count: cells * perCell), transposing: false)
    let vectors = weight(genes, width)
    return MeasuredOperation(
      name: name, shape: "\(cells) × \(genes) at 1 of \(each) → \(width)",
      bytes: 4 * Double((cells + genes) * width) + 8 * Double(cells * perCell),
      operations: 2 * Double(cells * perCell * width)
    ) { _ = tape.sparseProduct(counts, vectors) }
  }

  private var attentions: [MeasuredOperation] {
    let heads = width / 64
    let neighbours = 24
    var generator = generator
    let lists = NeighbourGrid(
      cells: cells, neighbours: neighbours, isShuffled: false, using: &generator
    ).lists
    let (q, k, v) = (operands[0], operands[1], operands[2])
    let few = min(cells, 4096)
    let blocks = operands.map { tape.rows($0, 0..<few) }
    let shape = "\(heads) heads × 64"
    return [
      MeasuredOperation(
        name: "flow attention", shape: "\(cells) cells, \(shape)", bytes: matrices(4),
        operations: 4 * 64 * Double(cells * width)
      ) { _ = tape.flowAttention(query: q, key: k, value: v, heads: heads) },
      MeasuredOperation(
        name: "neighbourhood attention",
        shape: "\(cells) cells, \(neighbours) neighbours, \(shape)",
        bytes: matrices(4) + 4 * Double(lists.edges),
        operations: 4 * Double(lists.edges * width)
      ) {
        _ = tape.neighbourhoodAttention(
          query: q, key: k, value: v, bias: nil, lists: lists, heads: heads)
      },
      MeasuredOperation(
        name: "exact attention", shape: "\(few) cells, \(shape)",
        bytes: matrices(4) * Double(few) / Double(cells), operations: 4 * Double(few * few * width)
      ) {
        _ = tape.softmaxAttention(query: blocks[0], key: blocks[1], value: blocks[2], heads: heads)
      },
    ]
  }

  /// The loss of counts with its gradient, which is made beside it.
  private var countLoss: MeasuredOperation {
    let (logits, weights) = (operands[0].value, operands[2].value)
    // Whole numbers from 0 to 3.
    let counts = workspace.matrix(
      cells, width, operands[1].value.elements.map { (4 * $0).rounded(.down) })
    let libraries = workspace.filled(cells, 1, with: 6)
    let dispersion = vector(width, 0)
    return MeasuredOperation(
      name: "count loss and its gradient", shape: "\(cells) × \(width)", bytes: matrices(4),
      operations: 0
    ) {
      let recording = Tape(workspace, isRecording: true)
      _ = recording.negativeBinomial(
        logits: recording.input(logits), logDispersion: recording.constant(dispersion.value),
        counts: counts, logLibrary: libraries, weights: weights)
    }
  }

  private var update: MeasuredOperation {
    let store = ParameterStore<Float>()
    _ = store.scope.parameter("weight", shape: [cells, width], initial: .ones, decays: true)
    store.allocate(seed: 0)
    store.clearGradients(in: workspace.loop)
    let optimizer = AdamW(store, decay: 0.01, in: workspace)
    return MeasuredOperation(
      name: "AdamW", shape: "\(cells * width) parameters", bytes: matrices(7), operations: 0
    ) { optimizer.update(rate: 1e-4) }
  }
}
