import Testing
import VectorKernels

@Suite("Choice of the instruction set")
struct DispatchTests {
  @Test("The scalar set runs everywhere, and the best set is one that runs")
  func best() {
    #expect(vk_supports(VKInstructionSetScalar))
    #expect(vk_supports(vk_best_instruction_set()))
    #expect(InstructionSet.supported.last?.code == vk_best_instruction_set())
  }

  @Test("A set has tables exactly where it is supported")
  func tables() {
    for set in InstructionSet.allCases.map(\.code) {
      #expect((vk_float_kernels(set) != nil) == vk_supports(set))
      #expect((vk_double_kernels(set) != nil) == vk_supports(set))
    }
  }

  @Test("x86 and ARM sets exclude each other")
  func architectures() {
    #expect(!(vk_supports(VKInstructionSetNEON) && vk_supports(VKInstructionSetAVX2)))
    if vk_supports(VKInstructionSetAVX512) { #expect(vk_supports(VKInstructionSetAVX2)) }
  }

  @Test("Every set has a name of its own")
  func names() {
    let names = InstructionSet.allCases.map(\.code).map {
      String(cString: vk_instruction_set_name($0))
    }
    #expect(names == ["scalar", "AVX2", "AVX-512", "NEON"])
  }
}
