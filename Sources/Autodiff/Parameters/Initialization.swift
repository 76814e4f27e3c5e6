/// How a parameter begins.
public enum Initialization: Sendable, Equatable {
  case zeros
  case ones
  case constant(Double)
  /// Normal with mean 0.
  case normal(deviation: Double)
  /// Uniform on ± √(6 / (rows + columns)) (Glorot & Bengio 2010).
  case glorotUniform

  /// Fills memory that holds zeros.
  func fill<Scalar: Real>(
    _ pointer: UnsafeMutablePointer<Scalar>, shape: [Int], kernels: Kernels<Scalar>, seed: UInt64
  ) {
    let count = shape.reduce(1, *)
    switch self {
    case .zeros: break
    case .ones: pointer.update(repeating: 1, count: count)
    case .constant(let value): pointer.update(repeating: Scalar(value), count: count)
    case .normal(let deviation):
      kernels.normal(Int64(count), seed, 0, pointer)
      kernels.scale(Int64(count), Scalar(deviation), pointer, pointer)
    case .glorotUniform:
      kernels.uniform(Int64(count), seed, 0, pointer)
      let sides = (shape.first ?? 1) + (shape.count > 1 ? shape.dropFirst().reduce(1, *) : 1)
      let limit = Scalar((6 / Double(max(1, sides))).squareRoot())
      kernels.scale(Int64(count), 2, pointer, pointer)
      kernels.shift(Int64(count), -1, pointer, pointer)
      kernels.scale(Int64(count), limit, pointer, pointer)
    }
  }
}
