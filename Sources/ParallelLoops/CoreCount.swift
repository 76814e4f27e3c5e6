import Foundation

/// As many threads as the machine has cores.
public var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }
