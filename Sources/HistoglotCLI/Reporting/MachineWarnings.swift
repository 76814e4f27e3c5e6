import Autodiff
import Foundation

/// Says once when the environment makes OpenBLAS pick kernels that cost half the machine.
func warnOfSlowLinearAlgebra(_ log: ProgressLog) {
  let environment = ProcessInfo.processInfo.environment
  guard let core = environment["OPENBLAS_CORETYPE"], InstructionSet.best == .avx512,
    ["haswell", "zen"].contains(core.lowercased())
  else { return }
  log.say(
    "note: OPENBLAS_CORETYPE=\(core) makes matrix products run at about half of what this machine can; unset it to go faster"
  )
}
