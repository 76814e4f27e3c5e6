import Autodiff
import CellSections
import CellTransformer
import PredictionHeads

/// Trains the graph network of a task on labelled cells, by itself and from nothing: few steps on large pieces of tissue,
/// half of everything dropped. What it learns is coarse, and holds where the tissue changes.
struct GraphTraining {
  static let steps = 150
  static let rate = 5e-3
  static let decay = 5e-4
  static let dropout = 0.5
  /// The share of a label that is spread over all categories.
  static let labelSmoothing: Float = 0.1
  /// What graph networks see is kept where it is no more numbers than this.
  static let mostKept = 1 << 23
  /// A step sees at least so many cells, or all there are.
  static let cellsOfStep = 4096

  let model: TissueModel
  let task: Int
  let sections: [LabelledSection]
  /// Which cells' labels train, `[sections][cells]`.
  let trains: [[Bool]]
  let scale: InputScale
  let seed: UInt64

  /// Trains and puts the result into the model; does nothing where fewer than two categories have labels or no cell lies
  /// anywhere.
  func callAsFunction(in workspace: Workspace<Float>) throws {
    let categories = model.tasks[task].categories.count
    let targets = sections.indices.map { index in
      zip(sections[index].codes[task], trains[index]).map { $1 ? $0 : -1 }
    }
    guard Set(targets.joined()).subtracting([-1]).count > 1,
      sections.contains(where: { $0.section.graph != nil })
    else { return }
    let genes = LinearTraining.chosenGenes(sections.map(\.section.counts), model.geneScale)
    let cells = sections.reduce(0) { $0 + $1.section.cellCount }
    // Every step sees all cells of a small section again: what they show is computed once.
    let isSmall = cells * genes.count <= Self.mostKept
    let scores = sections.map { section in
      let input = model.graphInput(section.section, scale: scale, in: workspace)
      let all = isSmall ? input.scores(of: Array(0..<section.section.cellCount), genes: genes) : []
      return { (cells: [Int]) in
        isSmall
          ? Self.rows(cells, of: all, width: genes.count) : input.scores(of: cells, genes: genes)
      }
    }
    let weights = classWeights(codes: Array(targets.joined()), categories: categories)
    let store = ParameterStore<Float>()
    let head = GraphHead<Float>(
      store.scope["graph"], genes: genes.count, categories: categories,
      dropout: Float(Self.dropout))
    store.allocate(seed: mix(seed, UInt64(task) &+ 0x6a0f))
    let optimizer = AdamW(store, decay: Float(Self.decay), in: workspace)
    let schedule = LearningRateSchedule(
      peak: Self.rate, warmUpSteps: 5, totalSteps: Self.steps)
    var queue: [(section: Int, window: SectionWindow)] = []
    var round: UInt64 = 0
    for step in 0..<Self.steps {
      store.clearGradients()
      var stream = RandomStream(seed: mix(seed, UInt64(step) &+ 0x57e9))
      var seen = 0
      var batch: [(section: Int, window: SectionWindow)] = []
      while seen < min(cells, Self.cellsOfStep) {
        if queue.isEmpty {
          queue = windows(round)
          round += 1
        }
        let next = queue.removeLast()
        seen += next.window.core.count
        batch.append(next)
      }
      let total = batch.reduce(Float(0)) { sum, part in
        part.window.core.reduce(sum) {
          let code = targets[part.section][$1]
          return code < 0 ? $0 : $0 + weights[Int(code)] * sections[part.section].trust[task][$1]
        }
      }
      if total == 0 { continue }
      for (section, window) in batch {
        let tape = Tape(workspace, isRecording: true)
        let loss = loss(
          head, scores[section](window.cells), sections[section], window, targets[section], weights,
          &stream, on: tape)
        tape.backward(from: tape.combine([(1 / total, loss)]))
      }
      let norm = optimizer.gradientNorm()
      guard norm.isFinite else { throw TrainingError.diverged(steps: step + 1) }
      optimizer.update(rate: Float(schedule.rate(at: step)))
    }
    model.assignGraph(store, genes: genes, task: task)
  }

  /// All windows of all sections once, in random order.
  private func windows(_ round: UInt64) -> [(section: Int, window: SectionWindow)] {
    var all: [(section: Int, window: SectionWindow)] = []
    for (index, section) in sections.enumerated() {
      var generator = SeededGenerator(seed: seed, path: [4, round, UInt64(index)])
      for window in section.section.windows(
        coreLimit: Self.cellsOfStep, hops: 2, using: &generator)
      {
        all.append((index, window))
      }
    }
    var generator = SeededGenerator(seed: seed, path: [5, round])
    generator.shuffle(&all)
    return all
  }

  private static func rows(_ rows: [Int], of values: [Float], width: Int) -> [Float] {
    var chosen: [Float] = []
    chosen.reserveCapacity(rows.count * width)
    for row in rows { chosen += values[row * width..<(row + 1) * width] }
    return chosen
  }

  /// `Σ_i w_i ((1 − ε) CE_i(y_i) + ε mean_k CE_i(k)) = Σ_i w_i (log Σ_k exp l_ik − l_iy + ε (l_iy − mean_k l_ik))`
  private func loss(
    _ head: GraphHead<Float>, _ scores: [Float], _ labelled: LabelledSection,
    _ window: SectionWindow, _ targets: [Int32], _ weights: [Float],
    _ stream: inout RandomStream, on tape: Tape<Float>
  ) -> Variable<Float> {
    let workspace = tape.workspace
    let cells = window.cells
    let z = tape.constant(
      workspace.matrix(cells.count, scores.count / max(1, cells.count), scores))
    let means = PreparedSection.means(
      labelled.section.graph?.subgraph(of: cells), of: cells.count, forTraining: true, in: workspace
    )
    let logits = tape.rows(
      head(head.project(z, &stream), means: means, &stream), 0..<window.core.count)
    let codes = window.core.map { targets[$0] }
    let rowWeights = zip(codes, window.core).map {
      $0 < 0 ? 0 : weights[Int($0)] * labelled.trust[task][$1]
    }
    let columns = head.categories
    var spread = [Float](repeating: 0, count: codes.count * columns)
    for (row, code) in codes.enumerated() where code >= 0 {
      let share = Self.labelSmoothing * rowWeights[row]
      for column in 0..<columns { spread[row * columns + column] = -share / Float(columns) }
      spread[row * columns + Int(code)] += share
    }
    let truth = tape.crossEntropy(
      logits, targets: codes, weights: workspace.matrix(codes.count, 1, rowWeights))
    let smoothing = tape.weightedSum(
      logits, weights: workspace.matrix(codes.count, columns, spread))
    return tape.combine([(1, truth), (1, smoothing)])
  }
}
