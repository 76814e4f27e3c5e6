import COpenBLAS
import VectorKernels

/// A scalar that the numerics run in: `Float` in use, `Double` to check gradients.
///
/// Both run the same operations; the C loops behind them are one template instantiated twice.
public protocol Real: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// The vector loops of an instruction set, or nil where this machine does not have it.
  static func kernels(_ set: InstructionSet) -> Kernels<Self>?

  /// `C = alpha * op(A) op(B) + beta * C`, row-major: `[m, k] × [k, n] → [m, n]`, on one thread.
  static func multiply(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Self,
    _ a: UnsafePointer<Self>, _ lda: Int, _ b: UnsafePointer<Self>, _ ldb: Int, beta: Self,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int)

  /// The name of the type in a safetensors file.
  static var safeTensorsName: String { get }

  /// The same number. `Double(x)` of a scalar that is not known to the compiler asks at run time what it is, which costs
  /// more than most of what is done with a number.
  var inDouble: Double { get }

  /// The nearest number, as fast as `inDouble`.
  static func nearest(_ number: Double) -> Self
}

extension Float: Real {
  public static func kernels(_ set: InstructionSet) -> Kernels<Float>? {
    vk_float_kernels(set.code).map { Kernels($0.pointee) }
  }

  public static func multiply(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float,
    _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, beta: Float,
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      blasint(m), blasint(n), blasint(k), alpha, a, blasint(lda), b, blasint(ldb), beta, c,
      blasint(ldc))
  }

  public static var safeTensorsName: String { "F32" }

  public var inDouble: Double { Double(self) }

  public static func nearest(_ number: Double) -> Float { Float(number) }
}

extension Double: Real {
  public static func kernels(_ set: InstructionSet) -> Kernels<Double>? {
    vk_double_kernels(set.code).map { Kernels($0.pointee) }
  }

  public static func multiply(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Double,
    _ a: UnsafePointer<Double>, _ lda: Int, _ b: UnsafePointer<Double>, _ ldb: Int, beta: Double,
    _ c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      blasint(m), blasint(n), blasint(k), alpha, a, blasint(lda), b, blasint(ldb), beta, c,
      blasint(ldc))
  }

  public static var safeTensorsName: String { "F64" }

  public var inDouble: Double { self }

  public static func nearest(_ number: Double) -> Double { number }
}
