import Autodiff
import Testing

@Suite struct LinearAlgebraTests {
  @Test func `kernels without AVX2 give way to those of the machine's instructions`() {
    let better = { LinearAlgebra.betterCore(than: "Prescott", on: $0, environment: [:]) }
    #expect(better(.avx512) == "SkylakeX")
    #expect(better(.avx2) == "Haswell")
    #expect(better(.scalar) == nil)
    #expect(better(.neon) == nil)
  }

  @Test(arguments: ["Haswell", "Zen", "Excavator", "SkylakeX", "Cooperlake", "SapphireRapids"])
  func `kernels that know AVX2 stay`(core: String) {
    for instructions in InstructionSet.allCases {
      #expect(LinearAlgebra.betterCore(than: core, on: instructions, environment: [:]) == nil)
    }
  }

  @Test func `what the user says of the machine stays`() {
    #expect(
      LinearAlgebra.betterCore(
        than: "Prescott", on: .avx512, environment: ["OPENBLAS_CORETYPE": "Prescott"]) == nil)
  }
}
