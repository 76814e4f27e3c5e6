import COpenBLAS
import Foundation

/// What the BLAS says of itself, and how it is told what this machine is.
public enum LinearAlgebra {
  /// The kernel family OpenBLAS chose, such as `SkylakeX` or `Haswell`.
  public static var coreName: String { String(cString: openblas_get_corename()) }

  /// Keeps OpenBLAS to the calling thread: parallelism is ours, in pieces that no thread count changes.
  package static func useOneThread() { openblas_set_num_threads(1) }

  /// Families whose kernels know nothing of AVX2: what OpenBLAS falls back on where a processor is newer than it.
  static let coresWithoutAVX2: Set<String> = [
    "Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Sandybridge", "Atom", "Nano",
    "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat", "Bulldozer", "Piledriver", "Steamroller",
  ]
  static let coreVariable = "OPENBLAS_CORETYPE"

  /// The family whose kernels fit better than those that OpenBLAS chose by itself; nil where they fit, or where the user
  /// has said what to take.
  package static func betterCore(
    than chosen: String, on instructions: InstructionSet, environment: [String: String]
  ) -> String? {
    guard environment[coreVariable] == nil, coresWithoutAVX2.contains(chosen) else { return nil }
    switch instructions {
    case .avx512: return "SkylakeX"
    case .avx2: return "Haswell"
    case .scalar, .neon: return nil
    }
  }

  /// Starts the program anew with `OPENBLAS_CORETYPE` set where OpenBLAS does not know the processor; else does nothing.
  ///
  /// OpenBLAS chooses its kernels before `main`, by the processor's numbers; of numbers that came out after it, 0.3.21 takes
  /// some for those of a processor of 2004, and is then slower by a multiple (decision 0034). To be called first of all by a
  /// program; where the system does not let it start anew, it goes on as it is.
  public static func restartIfKernelsAreOfAnotherAge() {
    let environment = ProcessInfo.processInfo.environment
    guard
      let core = betterCore(than: coreName, on: .best, environment: environment),
      let program = Bundle.main.executablePath
    else { return }
    setenv(coreVariable, core, 1)
    execv(program, CommandLine.unsafeArgv)
    // Only reached where nothing was started: what is asked later should find the environment as it was.
    unsetenv(coreVariable)
  }

  /// Eigenvalues, ascending, and unit eigenvectors of a symmetric matrix; row k of the vectors belongs to value k.
  ///
  /// LAPACK's `dsyevd` (Cuppen 1981; Rutter 1994), on the calling thread. Where a number of the matrix is not finite, or none
  /// are found, all numbers are NaN.
  ///
  /// - Parameter matrix: `[size, size]`; beyond that it is finite, only what lies on and below its diagonal is asked for.
  package static func eigenvectors(
    ofSymmetric matrix: [Double], size: Int
  ) -> (values: [Double], vectors: [Double]) {
    precondition(
      matrix.count == size * size, "eigenvectors: \(matrix.count) numbers for \(size) × \(size)")
    var (values, vectors) = ([Double](repeating: 0, count: size), matrix)
    if size == 0 { return (values, vectors) }
    useOneThread()
    var order = blasint(size)
    var info = blasint(0)
    // What `dsyevd` asks for where vectors are wanted.
    var workCount = blasint(1 + 6 * size + 2 * size * size)
    var integerCount = blasint(3 + 5 * size)
    var work = [Double](repeating: 0, count: Int(workCount))
    var integers = [blasint](repeating: 0, count: Int(integerCount))
    if matrix.allSatisfy(\.isFinite) {
      // Fortran goes down columns: what is below the diagonal of our rows is above that of its columns.
      dsyevd_(
        "V", "U", &order, &vectors, &order, &values, &work, &workCount, &integers, &integerCount,
        &info, 1, 1)
    } else {
      info = 1
    }
    if info != 0 {
      values = values.map { _ in .nan }
      vectors = vectors.map { _ in .nan }
    }
    return (values, vectors)
  }
}
