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

  @Test(arguments: [1, 2, 7, 150])
  func `a symmetric matrix is what its eigenvectors and eigenvalues make of it`(size: Int) {
    var generator = SeededGenerator(seed: UInt64(size))
    var matrix = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        matrix[row * size + column] = generator.uniform() - 0.5
        matrix[column * size + row] = matrix[row * size + column]
      }
    }
    let (values, vectors) = LinearAlgebra.eigenvectors(ofSymmetric: matrix, size: size)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    for row in 0..<size {
      for column in 0..<size {
        let made = (0..<size).reduce(0) {
          $0 + values[$1] * vectors[$1 * size + row] * vectors[$1 * size + column]
        }
        #expect(abs(made - matrix[row * size + column]) < 1e-12)
      }
    }
  }

  @Test func `a matrix that is not finite has no eigenvalues`() {
    let (values, vectors) = LinearAlgebra.eigenvectors(ofSymmetric: [1, .nan, .nan, 1], size: 2)
    #expect(values.allSatisfy(\.isNaN) && vectors.allSatisfy(\.isNaN))
  }
}
