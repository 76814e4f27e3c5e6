import Autodiff
import Foundation
import ReferenceValues
import Testing

/// The blocks of gold.json whose operations live in this module, in Double to 1e-10 and in Float, on every
/// instruction set, to 1e-5 of `max(1, max|b|)`.
@Suite struct `Operations equal the gold values` {
  let gold: GoldFile

  init() throws { gold = try GoldFile() }

  /// Runs a block in both scalars and hands the outputs and gradients to `expectClose`.
  private func check(
    _ inputs: [GoldTensor], weights: GoldTensor?, output: GoldTensor?, loss: Double?,
    gradients: [GoldTensor], _ name: String, _ body: any GoldBlock
  ) {
    func run<S: Real>(_ scalar: S.Type, _ set: InstructionSet, _ tolerance: Double) {
      let workspace = Workspace<S>(instructionSet: set)
      let tape = Tape(workspace, isRecording: true)
      let variables = inputs.map { tensor in
        let rows = tensor.shape.count == 1 ? 1 : tensor.shape[0]
        return tape.input(
          workspace.matrix(converting: tensor.data, rows, tensor.data.count / max(1, rows)))
      }
      let result = body(tape, variables)
      let label = "\(name), \(S.self) \(set)"
      if let output {
        expectClose(result.value.elements.map(Double.init), output.data, tolerance, label)
      }
      let matrix = weights.map {
        workspace.matrix(converting: $0.data, result.rows, result.columns)
      }
      let total = tape.weightedSum(result, weights: matrix)
      if let loss {
        expectClose([Double(total.value.scalar)], [loss], tolerance, "\(label) loss")
      }
      tape.backward(from: total)
      for (variable, wanted) in zip(variables, gradients) {
        let found = tape.gradient(of: variable)?.elements.map(Double.init) ?? []
        expectClose(found, wanted.data, tolerance, "\(label) gradient")
      }
    }
    for set in InstructionSet.allCases where set.isSupported {
      run(Double.self, set, 1e-10)
      run(Float.self, set, 1e-5)
    }
  }

  @Test func `flow attention`() throws { try attention("flowAttention", .flow) }
  @Test func `exact attention`() throws { try attention("softmaxAttention", .exact) }

  private func attention(_ block: String, _ form: AttentionBlock.Form) throws {
    let inputs = try ["q", "k", "v"].map { try gold.tensor("flowAttention/\($0)").headsSideBySide }
    try check(
      inputs, weights: gold.tensor("flowAttention/outputWeights").headsSideBySide,
      output: gold.tensor("\(block)/output").headsSideBySide,
      loss: gold.tensor("\(block)/loss").data[0],
      gradients: ["q", "k", "v"].map {
        try gold.tensor("\(block)/gradients/\($0)").headsSideBySide
      },
      block, AttentionBlock(form: form))
  }

  @Test func `neighbourhood attention`() throws {
    let block = "neighbourhoodAttention"
    let neighbours = try gold.tensor("\(block)/neighbours")
    let lists = AttentionLists(
      starts: (0...neighbours.shape[0]).map { Int64($0 * neighbours.shape[1]) },
      neighbours: neighbours.data.map { Int32($0) })
    // [heads, cells, neighbours] → [edges, heads]
    func edges(_ tensor: GoldTensor) -> GoldTensor {
      let (heads, count) = (tensor.shape[0], tensor.shape[1] * tensor.shape[2])
      return GoldTensor(
        shape: [count, heads],
        data: (0..<count).flatMap { edge in (0..<heads).map { tensor.data[$0 * count + edge] } })
    }
    let inputs = try ["q", "k", "v"].map { try gold.tensor("flowAttention/\($0)").headsSideBySide }
    let gradients = try ["q", "k", "v"].map {
      try gold.tensor("\(block)/gradients/\($0)").headsSideBySide
    }
    try check(
      inputs + [edges(gold.tensor("\(block)/bias"))],
      weights: gold.tensor("flowAttention/outputWeights").headsSideBySide,
      output: gold.tensor("\(block)/output").headsSideBySide,
      loss: gold.tensor("\(block)/loss").data[0],
      gradients: gradients + [edges(gold.tensor("\(block)/gradients/bias"))], block,
      AttentionBlock(form: .neighbourhood(lists)))
  }

  @Test func `the mixture divergence, its gradient, and a bound no lower than the divergence`()
    throws
  {
    let names = [
      "mean", "logVariance", "componentMeans", "componentLogVariances", "componentLogits",
    ]
    let inputs = try names.map { try gold.tensor("mixtureDivergence/\($0)") }
    let bound = try gold.tensor("mixtureDivergence/bound")
    try check(
      inputs, weights: nil, output: bound, loss: nil,
      gradients: ["mean", "logVar", "cm", "clv", "logits"].map {
        let found = try gold.tensor("mixtureDivergence/gradients/\($0)")
        // The gold loss is the mean over the five cells, this one the sum.
        let scale = try bound.data.reduce(0, +) / gold.tensor("mixtureDivergence/loss").data[0]
        return GoldTensor(shape: found.shape, data: found.data.map { $0 * scale })
      }, "mixtureDivergence", MixtureBlock())
    for (above, truth) in try zip(bound.data, gold.tensor("mixtureDivergence/monteCarloKL").data) {
      #expect(above >= truth)
    }
    let workspace = Workspace<Double>()
    let tape = Tape(workspace, isRecording: false)
    let variables = inputs.map {
      tape.input(workspace.matrix($0.shape.count == 1 ? 1 : $0.shape[0], $0.shape.last!, $0.data))
    }
    let found = tape.mixtureDivergence(
      mean: variables[0], logVariance: variables[1], componentMeans: variables[2],
      componentLogVariances: variables[3], componentLogits: variables[4])
    try expectClose(
      found.responsibilities.elements, gold.tensor("mixtureDivergence/responsibilities").data,
      1e-10,
      "responsibilities")
  }

  @Test func `the negative binomial`() throws {
    let counts = try gold.tensor("negativeBinomial/counts")
    let inputs = try ["logits", "logDispersion"].map { try gold.tensor("negativeBinomial/\($0)") }
    let nll = try gold.tensor("negativeBinomial/nll").data
    let loss = try gold.tensor("negativeBinomial/loss").data[0]
    let scale = nll.reduce(0, +) / loss
    try check(
      inputs, weights: nil, output: nil, loss: nll.reduce(0, +),
      gradients: ["lg", "theta"].map {
        let found = try gold.tensor("negativeBinomial/gradients/\($0)")
        return GoldTensor(shape: found.shape, data: found.data.map { $0 * scale })
      }, "negativeBinomial", CountBlock(counts: counts))
  }

  @Test func `a pre-norm feed-forward block`() throws {
    let names = ["x", "w1", "b1", "w2", "b2", "gamma", "beta"]
    let inputs = try names.map { try gold.tensor("feedForward/\($0)") }
    // The gold loss is Σ out², whose gradient at the output is 2 out.
    let output = try gold.tensor("feedForward/output")
    try check(
      inputs, weights: GoldTensor(shape: output.shape, data: output.data.map { 2 * $0 }),
      output: output, loss: 2 * gold.tensor("feedForward/loss").data[0],
      gradients: ["x", "w1", "b1", "w2", "b2", "ga", "be"].map {
        try gold.tensor("feedForward/gradients/\($0)")
      }, "feedForward", FeedForwardBlock())
  }

  @Test func `three steps of AdamW`() throws {
    for set in InstructionSet.allCases where set.isSupported {
      try adamW(Double.self, set, 1e-10)
      try adamW(Float.self, set, 1e-5)
    }
  }

  private func adamW<S: Real>(_: S.Type, _ set: InstructionSet, _ tolerance: Double) throws {
    func number(_ name: String) throws -> S { S(try gold.tensor("adamW/\(name)").data[0]) }
    let store = ParameterStore<S>()
    let parameter = store.scope.parameter("p", shape: [4], initial: .zeros, decays: true)
    store.allocate(seed: 0)
    parameter.assign(try gold.tensor("adamW/initial").data.map { S($0) })
    let optimizer = try AdamW(
      store, beta1: number("beta1"), beta2: number("beta2"), epsilon: number("epsilon"),
      decay: number("weightDecay"), in: Workspace(instructionSet: set))
    for step in 0..<3 {
      store.clearGradients()
      let workspace = Workspace<S>(instructionSet: set)
      let tape = Tape(workspace, isRecording: true)
      let gradient = try gold.tensor("adamW/gradients/\(step)").data
      let weights = workspace.matrix(converting: gradient, 1, 4)
      tape.backward(from: tape.weightedSum(tape.parameter(parameter), weights: weights))
      try optimizer.update(rate: number("learningRate"))
      try expectClose(
        parameter.value.elements.map(Double.init), gold.tensor("adamW/afterEachStep/\(step)").data,
        tolerance, "AdamW step \(step), \(S.self) \(set)")
    }
  }
}

protocol GoldBlock {
  func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S>
}

private struct AttentionBlock: GoldBlock {
  enum Form {
    case flow
    case exact
    case neighbourhood(AttentionLists)
  }
  let form: Form
  func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
    switch form {
    case .flow:
      tape.flowAttention(query: tape.sigmoid(x[0]), key: tape.sigmoid(x[1]), value: x[2], heads: 2)
    case .exact: tape.softmaxAttention(query: x[0], key: x[1], value: x[2], heads: 2)
    case .neighbourhood(let lists):
      tape.neighbourhoodAttention(
        query: x[0], key: x[1], value: x[2], bias: x[3], lists: lists, heads: 2)
    }
  }
}

private struct MixtureBlock: GoldBlock {
  func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
    tape.mixtureDivergence(
      mean: x[0], logVariance: x[1], componentMeans: x[2], componentLogVariances: x[3],
      componentLogits: x[4]
    ).bound
  }
}

private struct CountBlock: GoldBlock {
  let counts: GoldTensor
  func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
    let (cells, genes) = (counts.shape[0], counts.shape[1])
    let libraries = (0..<cells).map { cell in
      S((0..<genes).reduce(0) { $0 + counts.data[cell * genes + $1] })
    }
    return tape.negativeBinomial(
      logits: x[0], logDispersion: x[1],
      counts: tape.workspace.matrix(converting: counts.data, cells, genes),
      logLibrary: tape.workspace.matrix(
        converting: libraries.map { log(Double($0)) }, cells, 1),
      weights: tape.workspace.matrix(cells, genes, [S](repeating: 1, count: cells * genes))
    ).weighted
  }
}

private struct FeedForwardBlock: GoldBlock {
  func callAsFunction<S: Real>(_ tape: Tape<S>, _ x: [Variable<S>]) -> Variable<S> {
    let normal = tape.layerNorm(x[0], gamma: x[5], beta: x[6], epsilon: S(1e-5))
    let inner = tape.gelu(tape.linear(normal, weight: x[1], bias: x[2]))
    return tape.add(x[0], tape.linear(inner, weight: x[3], bias: x[4]))
  }
}
