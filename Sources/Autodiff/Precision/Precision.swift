#if oneDNN
  import CDNNL
#endif

/// What the products of layers with their weights are computed in, outside of training.
public enum Precision: String, CaseIterable, Sendable {
  case fp32
  /// Factors rounded to bf16 (8 bits of mantissa), sums in fp32; small and sparse products stay fp32.
  case bf16

  /// Checks that this program and this machine can.
  ///
  /// - Throws: `PrecisionError`.
  public func check() throws(PrecisionError) {
    switch self {
    case .fp32: return
    case .bf16:
      #if oneDNN
        let needed = dnnl_cpu_isa_avx512_core_bf16.rawValue
        if dnnl_get_effective_cpu_isa().rawValue & needed != needed {
          throw PrecisionError(precision: self, reason: .noInstructions)
        }
      #else
        throw PrecisionError(precision: self, reason: .notBuilt)
      #endif
    }
  }

  /// Whether `check` throws nothing.
  public var isAvailable: Bool { (try? check()) != nil }

  /// Products in this precision; nil for fp32. Traps where `check` throws, and for other scalars than Float.
  func brainFloatProducts<Scalar: Real>(for scalar: Scalar.Type) -> BrainFloatProducts? {
    if self == .fp32 { return nil }
    precondition(
      scalar == Float.self && isAvailable, "Precision: no \(rawValue) for \(scalar) here")
    #if oneDNN
      return BrainFloatProducts()
    #else
      return nil
    #endif
  }
}

/// Why a precision cannot be had.
public struct PrecisionError: Error, Equatable, CustomStringConvertible {
  public enum Reason: Sendable {
    /// The program was built without oneDNN.
    case notBuilt
    /// The processor has neither avx512_bf16 nor amx_bf16.
    case noInstructions
  }

  public let precision: Precision
  public let reason: Reason

  public var description: String {
    switch reason {
    case .notBuilt:
      "\(precision.rawValue): this program was built without oneDNN; install libdnnl-dev and build it with `swift build -c release --traits oneDNN`, or use fp32"
    case .noInstructions:
      "\(precision.rawValue): this processor has neither avx512_bf16 nor amx_bf16; use fp32"
    }
  }
}
