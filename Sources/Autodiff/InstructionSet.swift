import VectorKernels

/// The instruction sets that the vector loops are compiled for.
public enum InstructionSet: CaseIterable, Sendable {
  /// Plain C: the reference for the others.
  case scalar
  /// x86-64-v3.
  case avx2
  /// x86-64-v4.
  case avx512
  /// AArch64.
  case neon

  var code: VKInstructionSet {
    switch self {
    case .scalar: VKInstructionSetScalar
    case .avx2: VKInstructionSetAVX2
    case .avx512: VKInstructionSetAVX512
    case .neon: VKInstructionSetNEON
    }
  }

  /// Bytes of a vector register; of plain C, what the widest number takes.
  var vectorBytes: Int {
    switch self {
    case .scalar: 8
    case .avx2: 32
    case .avx512: 64
    case .neon: 16
    }
  }

  /// Whether this machine runs it.
  public var isSupported: Bool { vk_supports(code) }

  /// The widest set this machine runs.
  public static var best: InstructionSet {
    let code = vk_best_instruction_set()
    return allCases.first { $0.code == code } ?? .scalar
  }
}
