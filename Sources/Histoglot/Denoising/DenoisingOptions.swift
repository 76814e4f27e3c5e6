import CellSections
import ParallelLoops

/// How a section's counts are freed of noise.
public struct DenoisingOptions: Sendable, Equatable {
  /// The most genes that cells are compared by: the most variable are taken.
  public var mostGenes = 300
  /// How much each gene is drawn towards the weights that hold for all genes.
  public var shrinkage = 0.1
  /// Draws the halves that weights are learnt on.
  public var seed: UInt64 = 0
  /// No result depends on it.
  public var threads = coreCount

  public init() {}
}
