import Autodiff
import Testing

@Suite struct PrecisionTests {
  private static let rows = 300
  private static let inputs = 96
  private static let outputs = 80

  /// A layer with random weights, and its outputs for random rows.
  private struct Layer {
    let store = ParameterStore<Float>()
    let linear: Linear<Float>
    let x: [Float]

    init(rows: Int, hasBias: Bool) {
      linear = Linear(
        store.scope, from: PrecisionTests.inputs, to: PrecisionTests.outputs, hasBias: hasBias)
      store.allocate(seed: 3)
      var generator = SeededGenerator(seed: 4)
      linear.bias?.assign(
        (0..<PrecisionTests.outputs).map { _ in Float(generator.uniform()) - 0.5 })
      x = (0..<rows * PrecisionTests.inputs).map { _ in Float(generator.uniform()) - 0.5 }
    }

    func callAsFunction(_ precision: Precision, threads: Int = 1) -> [Float] {
      let workspace = Workspace<Float>(threads: threads, precision: precision)
      let tape = Tape(workspace, isRecording: false)
      let rows = x.count / PrecisionTests.inputs
      return linear(tape.constant(workspace.matrix(rows, PrecisionTests.inputs, x))).value.elements
    }
  }

  /// To the nearest of 8 bits of mantissa, ties to even.
  private static func rounded(_ value: Float) -> Float {
    let bits = value.bitPattern
    return Float(bitPattern: (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000)
  }

  @Test func `fp32 is there always`() throws {
    try Precision.fp32.check()
  }

  @Test(.disabled(if: Precision.bf16.isAvailable, "this program and machine have bf16"))
  func `a refusal of bf16 is one line that says what to do`() {
    let error = #expect(throws: PrecisionError.self) { try Precision.bf16.check() }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("bf16: ") && !text.contains("\n"))
    switch error?.reason {
    case .notBuilt: #expect(text.contains("libdnnl-dev") && text.contains("--traits oneDNN"))
    case .noInstructions: #expect(text.contains("avx512_bf16"))
    case nil: break
    }
  }

  @Test(
    .enabled(if: Precision.bf16.isAvailable, "needs the trait oneDNN and a processor with bf16"),
    arguments: [true, false])
  func `a layer in bf16 is the product of its rounded factors, summed in fp32`(hasBias: Bool) {
    let layer = Layer(rows: Self.rows, hasBias: hasBias)
    let found = layer(.bf16)
    let weights = layer.store.elements(of: layer.linear.weight).map(Self.rounded)
    let bias = layer.linear.bias.map(layer.store.elements(of:))
    let x = layer.x.map(Self.rounded)
    var worst: Float = 0
    for row in 0..<Self.rows {
      for output in 0..<Self.outputs {
        let sum = (0..<Self.inputs).reduce(Double(bias?[output] ?? 0)) {
          $0 + Double(x[row * Self.inputs + $1]) * Double(weights[output * Self.inputs + $1])
        }
        worst = max(worst, abs(found[row * Self.outputs + output] - Float(sum)))
      }
    }
    // Sums of 96 terms below .1 in fp32; rounding of the factors themselves would show as 1e-3.
    #expect(worst < 4e-6, "\(worst)")
    #expect(found != layer(.fp32))
  }

  @Test(
    .enabled(if: Precision.bf16.isAvailable, "needs the trait oneDNN and a processor with bf16"))
  func `bf16 is the same on any number of threads`() {
    let layer = Layer(rows: 1000, hasBias: true)
    let one = layer(.bf16)
    #expect(layer(.bf16, threads: 2) == one)
    #expect(layer(.bf16, threads: 3) == one)
  }

  @Test(
    .enabled(if: Precision.bf16.isAvailable, "needs the trait oneDNN and a processor with bf16"))
  func `few rows keep fp32`() {
    let layer = Layer(rows: 100, hasBias: true)
    #expect(layer(.bf16) == layer(.fp32))
  }

  @Test(
    .enabled(if: Precision.bf16.isAvailable, "needs the trait oneDNN and a processor with bf16"))
  func `a residual and an activation follow a product in bf16`() {
    let layer = Layer(rows: Self.rows, hasBias: true)
    let workspace = Workspace<Float>(threads: 2, precision: .bf16)
    let tape = Tape(workspace, isRecording: false)
    let x = tape.constant(workspace.matrix(Self.rows, Self.inputs, layer.x))
    let residual = tape.constant(workspace.filled(Self.rows, Self.outputs, with: 0.25))
    let target = workspace.uninitialized(Self.rows, Self.outputs)
    let found = layer.linear(x, plus: residual, then: .gelu, into: target)
    let wanted = tape.gelu(tape.add(residual, layer.linear(x))).value.elements
    #expect(found.value.elements == wanted)
    #expect(target.elements == wanted)
  }
}
