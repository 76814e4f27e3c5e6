import Testing
import VectorKernels

/// `VKInstructionSet` with a name for test reports.
enum InstructionSet: CaseIterable, CustomTestStringConvertible {
  case scalar, avx2, avx512, neon

  /// Those of this machine: every kernel test runs on each.
  static let supported = allCases.filter { vk_supports($0.code) }

  var code: VKInstructionSet {
    switch self {
    case .scalar: VKInstructionSetScalar
    case .avx2: VKInstructionSetAVX2
    case .avx512: VKInstructionSetAVX512
    case .neon: VKInstructionSetNEON
    }
  }

  var testDescription: String { String(cString: vk_instruction_set_name(code)) }
}

/// The scalar types the kernels exist in.
protocol KernelScalar: BinaryFloatingPoint, Sendable {
  /// The kernels of an instruction set, where this machine supports it.
  static func kernels(_ set: InstructionSet) -> Kernels<Self>?
  /// One of two values, for tolerances.
  static func either(float: Double, double: Double) -> Double
}

/// The kernels of one instruction set in one scalar type.
func kernels<T: KernelScalar>(_ set: InstructionSet, _ type: T.Type) throws -> Kernels<T> {
  try #require(T.kernels(set))
}

/// One table of kernels, so that a check is written once for both scalar types. The members are those of
/// `VectorKernels.h`, in its order.
struct Kernels<T> {
  typealias In = UnsafePointer<T>
  typealias Out = UnsafeMutablePointer<T>

  let add: (Int64, In, In, Out) -> Void
  let multiply: (Int64, In, In, Out) -> Void
  let multiplyAdd: (Int64, In, In, Out) -> Void
  let axpy: (Int64, T, In, Out) -> Void
  let scale: (Int64, T, In, Out) -> Void
  let shift: (Int64, T, In, Out) -> Void
  let clamp: (Int64, T, T, In, Out) -> Void
  let clampBackward: (Int64, T, T, In, In, Out) -> Void
  let exponential: (Int64, In, Out) -> Void
  let log1p: (Int64, In, Out) -> Void
  let sigmoid: (Int64, In, Out) -> Void
  let sigmoidBackward: (Int64, In, In, Out) -> Void
  let gelu: (Int64, In, Out) -> Void
  let geluBackward: (Int64, In, In, Out) -> Void
  let sum: (Int64, In) -> Double
  let dot: (Int64, In, In) -> Double
  let sumOfSquares: (Int64, In) -> Double
  let addBias: (Int64, Int64, In, In, Out) -> Void
  let addBiasGelu: (Int64, Int64, In, In, Out, Out) -> Void
  let weightedColumnSums: (Int64, Int64, Int64, In, In?, Out) -> Void
  let rowDots: (Int64, Int64, Int64, In, T, In, Out) -> Void
  let pairedRowDots: (Int64, Int64, Int64, In, Int64, In, Out) -> Void
  let scaleRows: (Int64, Int64, Int64, In, In, Int64, Out) -> Void
  let addScaledRows: (Int64, Int64, Int64, In, In, Int64, Out) -> Void
  let addOuter: (Int64, Int64, In, In, Int64, Out) -> Void
  let layerNorm: (Int64, Int64, T, In, In, In, Out, Out, Out) -> Void
  let layerNormBackward: (Int64, Int64, In, In, In, In, In, Out, Out, Out) -> Void
  let softmax: (Int64, Int64, In, Out, Out?) -> Void
  let softmaxBackward: (Int64, Int64, In, In, Out) -> Void
  let normalizeRows: (Int64, Int64, T, In, Out, Out) -> Void
  let normalizeRowsBackward: (Int64, Int64, In, In, In, Out) -> Void
  let crossEntropy: (Int64, Int64, In, UnsafePointer<Int32>, In, Out, Out) -> Void
  let crossEntropyBackward: (Int64, Int64, In, UnsafePointer<Int32>, In, T, Out) -> Void
  let dropout: (Int64, T, UInt64, UInt64, In, Out) -> Void
  let normal: (Int64, UInt64, UInt64, Out) -> Void
  let uniform: (Int64, UInt64, UInt64, Out) -> Void
  let sparseTimesDense:
    (
      Int64, UnsafePointer<Int64>, UnsafePointer<Int64>, UnsafePointer<Int32>, In?, Int64, Int64,
      In, Int64, Out
    ) -> Void
  let transposeSparse:
    (
      Int64, Int64, UnsafePointer<Int64>, UnsafePointer<Int32>, In, UnsafeMutablePointer<Int64>,
      UnsafeMutablePointer<Int32>, Out
    ) -> Void
  let adamW: (Int64, T, T, T, T, T, T, T, T, In, Out, Out, Out) -> Void
  let negativeBinomial: (Int64, In, In, In, In, Out?, Out?, Out?) -> Double
  let onlineSoftmax: (Int64, Int64, Int64, T, Out, Out, Out, Out) -> Void
  let attentionProbabilities: (Int64, Int64, Int64, T, Out, In) -> Void
  let attentionScoreGradient: (Int64, Int64, Int64, T, In, Out, In) -> Void
  let neighbourAttention:
    (
      Int64, Int64, Int64, Int64, Int64, T, In, In, In, UnsafePointer<Int64>, UnsafePointer<Int32>,
      In?, Out?, Out, Int64, Out
    ) -> Void
  let neighbourAttentionBackwardQueries:
    (
      Int64, Int64, Int64, Int64, Int64, T, In, In, UnsafePointer<Int64>, UnsafePointer<Int32>, In,
      Int64, In, Out, Int64, Out
    ) -> Void
  let neighbourAttentionBackwardKeys:
    (
      Int64, Int64, Int64, Int64, Int64, T, In, UnsafePointer<Int64>, UnsafePointer<Int32>,
      UnsafePointer<Int64>, In, In, Int64, In, Int64, Out, Out
    ) -> Void
  let interpolate: (Int64, Int64, Int64, In, In, Out) -> Void
  let interpolateBackward: (Int64, Int64, Int64, In, In, Out) -> Void
  let mixtureBound: (Int64, Int64, Int64, In, In, In, In, In, Out, Out) -> Void
  let mixtureBoundBackward:
    (Int64, Int64, Int64, In, In, In, In, In, In, Out, Out, Out, Out, Out) -> Void
}

extension Float: KernelScalar {
  static func either(float: Double, double: Double) -> Double { float }

  static func kernels(_ set: InstructionSet) -> Kernels<Float>? {
    guard let table = vk_float_kernels(set.code)?.pointee else { return nil }
    return Kernels(
      add: table.add,
      multiply: table.multiply,
      multiplyAdd: table.multiplyAdd,
      axpy: table.axpy,
      scale: table.scale,
      shift: table.shift,
      clamp: table.clamp,
      clampBackward: table.clampBackward,
      exponential: table.exponential,
      log1p: table.log1p,
      sigmoid: table.sigmoid,
      sigmoidBackward: table.sigmoidBackward,
      gelu: table.gelu,
      geluBackward: table.geluBackward,
      sum: table.sum,
      dot: table.dot,
      sumOfSquares: table.sumOfSquares,
      addBias: table.addBias,
      addBiasGelu: table.addBiasGelu,
      weightedColumnSums: table.weightedColumnSums,
      rowDots: table.rowDots,
      pairedRowDots: table.pairedRowDots,
      scaleRows: table.scaleRows,
      addScaledRows: table.addScaledRows,
      addOuter: table.addOuter,
      layerNorm: table.layerNorm,
      layerNormBackward: table.layerNormBackward,
      softmax: table.softmax,
      softmaxBackward: table.softmaxBackward,
      normalizeRows: table.normalizeRows,
      normalizeRowsBackward: table.normalizeRowsBackward,
      crossEntropy: table.crossEntropy,
      crossEntropyBackward: table.crossEntropyBackward,
      dropout: table.dropout,
      normal: table.normal,
      uniform: table.uniform,
      sparseTimesDense: table.sparseTimesDense,
      transposeSparse: table.transposeSparse,
      adamW: table.adamW,
      negativeBinomial: table.negativeBinomial,
      onlineSoftmax: table.onlineSoftmax,
      attentionProbabilities: table.attentionProbabilities,
      attentionScoreGradient: table.attentionScoreGradient,
      neighbourAttention: table.neighbourAttention,
      neighbourAttentionBackwardQueries: table.neighbourAttentionBackwardQueries,
      neighbourAttentionBackwardKeys: table.neighbourAttentionBackwardKeys,
      interpolate: table.interpolate,
      interpolateBackward: table.interpolateBackward,
      mixtureBound: table.mixtureBound,
      mixtureBoundBackward: table.mixtureBoundBackward)
  }
}

extension Double: KernelScalar {
  static func either(float: Double, double: Double) -> Double { double }

  static func kernels(_ set: InstructionSet) -> Kernels<Double>? {
    guard let table = vk_double_kernels(set.code)?.pointee else { return nil }
    return Kernels(
      add: table.add,
      multiply: table.multiply,
      multiplyAdd: table.multiplyAdd,
      axpy: table.axpy,
      scale: table.scale,
      shift: table.shift,
      clamp: table.clamp,
      clampBackward: table.clampBackward,
      exponential: table.exponential,
      log1p: table.log1p,
      sigmoid: table.sigmoid,
      sigmoidBackward: table.sigmoidBackward,
      gelu: table.gelu,
      geluBackward: table.geluBackward,
      sum: table.sum,
      dot: table.dot,
      sumOfSquares: table.sumOfSquares,
      addBias: table.addBias,
      addBiasGelu: table.addBiasGelu,
      weightedColumnSums: table.weightedColumnSums,
      rowDots: table.rowDots,
      pairedRowDots: table.pairedRowDots,
      scaleRows: table.scaleRows,
      addScaledRows: table.addScaledRows,
      addOuter: table.addOuter,
      layerNorm: table.layerNorm,
      layerNormBackward: table.layerNormBackward,
      softmax: table.softmax,
      softmaxBackward: table.softmaxBackward,
      normalizeRows: table.normalizeRows,
      normalizeRowsBackward: table.normalizeRowsBackward,
      crossEntropy: table.crossEntropy,
      crossEntropyBackward: table.crossEntropyBackward,
      dropout: table.dropout,
      normal: table.normal,
      uniform: table.uniform,
      sparseTimesDense: table.sparseTimesDense,
      transposeSparse: table.transposeSparse,
      adamW: table.adamW,
      negativeBinomial: table.negativeBinomial,
      onlineSoftmax: table.onlineSoftmax,
      attentionProbabilities: table.attentionProbabilities,
      attentionScoreGradient: table.attentionScoreGradient,
      neighbourAttention: table.neighbourAttention,
      neighbourAttentionBackwardQueries: table.neighbourAttentionBackwardQueries,
      neighbourAttentionBackwardKeys: table.neighbourAttentionBackwardKeys,
      interpolate: table.interpolate,
      interpolateBackward: table.interpolateBackward,
      mixtureBound: table.mixtureBound,
      mixtureBoundBackward: table.mixtureBoundBackward)
  }
}
