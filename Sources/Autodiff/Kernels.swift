import VectorKernels

/// The vector loops of one instruction set for one scalar, as closures over the C functions.
///
/// The fields carry the names of `VectorKernels.h`, whose comments say what each computes.
///
/// Invariant that the compiler cannot see: every field is a constant that holds a C function of `VectorKernels`, which has
/// no state and captures nothing; what it reads and writes are the pointers it is given. So that any thread may call it.
/// (`@Sendable` fields would say so, but take no function pointers out of a C table.)
public struct Kernels<Scalar: Real>: @unchecked Sendable {
  package let add:
    (Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let multiply:
    (Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let multiplyAdd:
    (Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let axpy: (Int64, Scalar, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let scale: (Int64, Scalar, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let shift: (Int64, Scalar, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let clamp:
    (Int64, Scalar, Scalar, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let clampBackward:
    (
      Int64, Scalar, Scalar, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let exponential: (Int64, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let log1p: (Int64, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let sigmoid: (Int64, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let sigmoidBackward:
    (Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let gelu: (Int64, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let geluBackward:
    (Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let sum: (Int64, UnsafePointer<Scalar>) -> Double
  package let dot: (Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>) -> Double
  package let sumOfSquares: (Int64, UnsafePointer<Scalar>) -> Double
  package let addBias:
    (Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) ->
      Void
  package let addBiasGelu:
    (
      Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let weightedColumnSums:
    (
      Int64, Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>?,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let rowDots:
    (
      Int64, Int64, Int64, UnsafePointer<Scalar>, Scalar, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let pairedRowDots:
    (
      Int64, Int64, Int64, UnsafePointer<Scalar>, Int64, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let scaleRows:
    (
      Int64, Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, Int64,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let addScaledRows:
    (
      Int64, Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, Int64,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let addOuter:
    (
      Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, Int64,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let layerNorm:
    (
      Int64, Int64, Scalar, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>
    ) -> Void
  package let layerNormBackward:
    (
      Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>,
      UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>
    ) -> Void
  package let softmax:
    (
      Int64, Int64, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>,
      UnsafeMutablePointer<Scalar>?
    ) -> Void
  package let softmaxBackward:
    (Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) ->
      Void
  package let normalizeRows:
    (
      Int64, Int64, Scalar, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let normalizeRowsBackward:
    (
      Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let crossEntropy:
    (
      Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Int32>, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>
    ) -> Void
  package let crossEntropyBackward:
    (
      Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Int32>, UnsafePointer<Scalar>, Scalar,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let dropout:
    (Int64, Scalar, UInt64, UInt64, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  package let normal: (Int64, UInt64, UInt64, UnsafeMutablePointer<Scalar>) -> Void
  package let uniform: (Int64, UInt64, UInt64, UnsafeMutablePointer<Scalar>) -> Void
  package let sparseTimesDense:
    (
      Int64, UnsafePointer<Int64>, UnsafePointer<Int64>, UnsafePointer<Int32>,
      UnsafePointer<Scalar>?, Int64, Int64, UnsafePointer<Scalar>, Int64,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let transposeSparse:
    (
      Int64, Int64, UnsafePointer<Int64>, UnsafePointer<Int32>, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Int64>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Scalar>
    ) -> Void
  package let adamW:
    (
      Int64, Scalar, Scalar, Scalar, Scalar, Scalar, Scalar, Scalar, Scalar, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>
    ) -> Void
  package let negativeBinomial:
    (
      Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>?,
      UnsafeMutablePointer<Scalar>?
    ) -> Double
  package let onlineSoftmax:
    (
      Int64, Int64, Int64, Scalar, UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>,
      UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>
    ) -> Void
  package let attentionProbabilities:
    (Int64, Int64, Int64, Scalar, UnsafeMutablePointer<Scalar>, UnsafePointer<Scalar>) -> Void
  package let attentionScoreGradient:
    (
      Int64, Int64, Int64, Scalar, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>,
      UnsafePointer<Scalar>
    ) -> Void
  package let neighbourAttention:
    (
      Int64, Int64, Int64, Int64, Int64, Scalar, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafePointer<Scalar>, UnsafePointer<Int64>, UnsafePointer<Int32>, UnsafePointer<Scalar>?,
      UnsafeMutablePointer<Scalar>?, UnsafeMutablePointer<Scalar>, Int64,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let neighbourAttentionBackwardQueries:
    (
      Int64, Int64, Int64, Int64, Int64, Scalar, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafePointer<Int64>, UnsafePointer<Int32>, UnsafePointer<Scalar>, Int64,
      UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>, Int64, UnsafeMutablePointer<Scalar>
    ) -> Void
  package let neighbourAttentionBackwardKeys:
    (
      Int64, Int64, Int64, Int64, Int64, Scalar, UnsafePointer<Scalar>, UnsafePointer<Int64>,
      UnsafePointer<Int32>, UnsafePointer<Int64>, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      Int64, UnsafePointer<Scalar>, Int64, UnsafeMutablePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let interpolate:
    (
      Int64, Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let interpolateBackward:
    (
      Int64, Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let mixtureBound:
    (
      Int64, Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  package let mixtureBoundBackward:
    (
      Int64, Int64, Int64, UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>,
      UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>,
      UnsafeMutablePointer<Scalar>, UnsafeMutablePointer<Scalar>
    ) -> Void
}

extension Kernels<Float> {
  init(_ table: VKFloatKernels) {
    add = table.add
    multiply = table.multiply
    multiplyAdd = table.multiplyAdd
    axpy = table.axpy
    scale = table.scale
    shift = table.shift
    clamp = table.clamp
    clampBackward = table.clampBackward
    exponential = table.exponential
    log1p = table.log1p
    sigmoid = table.sigmoid
    sigmoidBackward = table.sigmoidBackward
    gelu = table.gelu
    geluBackward = table.geluBackward
    sum = table.sum
    dot = table.dot
    sumOfSquares = table.sumOfSquares
    addBias = table.addBias
    addBiasGelu = table.addBiasGelu
    weightedColumnSums = table.weightedColumnSums
    rowDots = table.rowDots
    pairedRowDots = table.pairedRowDots
    scaleRows = table.scaleRows
    addScaledRows = table.addScaledRows
    addOuter = table.addOuter
    layerNorm = table.layerNorm
    layerNormBackward = table.layerNormBackward
    softmax = table.softmax
    softmaxBackward = table.softmaxBackward
    normalizeRows = table.normalizeRows
    normalizeRowsBackward = table.normalizeRowsBackward
    crossEntropy = table.crossEntropy
    crossEntropyBackward = table.crossEntropyBackward
    dropout = table.dropout
    normal = table.normal
    uniform = table.uniform
    sparseTimesDense = table.sparseTimesDense
    transposeSparse = table.transposeSparse
    adamW = table.adamW
    negativeBinomial = table.negativeBinomial
    onlineSoftmax = table.onlineSoftmax
    attentionProbabilities = table.attentionProbabilities
    attentionScoreGradient = table.attentionScoreGradient
    neighbourAttention = table.neighbourAttention
    neighbourAttentionBackwardQueries = table.neighbourAttentionBackwardQueries
    neighbourAttentionBackwardKeys = table.neighbourAttentionBackwardKeys
    interpolate = table.interpolate
    interpolateBackward = table.interpolateBackward
    mixtureBound = table.mixtureBound
    mixtureBoundBackward = table.mixtureBoundBackward
  }
}

extension Kernels<Double> {
  init(_ table: VKDoubleKernels) {
    add = table.add
    multiply = table.multiply
    multiplyAdd = table.multiplyAdd
    axpy = table.axpy
    scale = table.scale
    shift = table.shift
    clamp = table.clamp
    clampBackward = table.clampBackward
    exponential = table.exponential
    log1p = table.log1p
    sigmoid = table.sigmoid
    sigmoidBackward = table.sigmoidBackward
    gelu = table.gelu
    geluBackward = table.geluBackward
    sum = table.sum
    dot = table.dot
    sumOfSquares = table.sumOfSquares
    addBias = table.addBias
    addBiasGelu = table.addBiasGelu
    weightedColumnSums = table.weightedColumnSums
    rowDots = table.rowDots
    pairedRowDots = table.pairedRowDots
    scaleRows = table.scaleRows
    addScaledRows = table.addScaledRows
    addOuter = table.addOuter
    layerNorm = table.layerNorm
    layerNormBackward = table.layerNormBackward
    softmax = table.softmax
    softmaxBackward = table.softmaxBackward
    normalizeRows = table.normalizeRows
    normalizeRowsBackward = table.normalizeRowsBackward
    crossEntropy = table.crossEntropy
    crossEntropyBackward = table.crossEntropyBackward
    dropout = table.dropout
    normal = table.normal
    uniform = table.uniform
    sparseTimesDense = table.sparseTimesDense
    transposeSparse = table.transposeSparse
    adamW = table.adamW
    negativeBinomial = table.negativeBinomial
    onlineSoftmax = table.onlineSoftmax
    attentionProbabilities = table.attentionProbabilities
    attentionScoreGradient = table.attentionScoreGradient
    neighbourAttention = table.neighbourAttention
    neighbourAttentionBackwardQueries = table.neighbourAttentionBackwardQueries
    neighbourAttentionBackwardKeys = table.neighbourAttentionBackwardKeys
    interpolate = table.interpolate
    interpolateBackward = table.interpolateBackward
    mixtureBound = table.mixtureBound
    mixtureBoundBackward = table.mixtureBoundBackward
  }
}
