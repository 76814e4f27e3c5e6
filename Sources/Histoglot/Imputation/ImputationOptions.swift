import CellSections
import ParallelLoops

/// How genes that a section did not measure are taken from a reference. The defaults were chosen on genes left out
/// within the shared ones; `docs/experiments.md` has what was tried.
public struct ImputationOptions: Sendable, Equatable {
  /// How many cells of the reference an expert that looks for cells alike takes the mean of.
  public var alikeCells = 50
  /// How many neighbours in space make a cell's surroundings.
  public var ringCells = 20
  /// How many principal components of each side are compared.
  public var components = 50
  /// `λ` of the linear experts, per cell.
  public var penalty = 3.0
  /// In how many parts shared genes are left out, one after the other.
  public var folds = 5
  /// The most shared genes that cells are compared by: the most variable are taken.
  public var mostGenes = 300
  /// On larger sections methods are compared on so many cells, evenly spaced.
  public var cellsToChooseOn = 5000
  /// Shuffles the genes before they are parted.
  public var seed: UInt64 = 0
  /// No result depends on it.
  public var threads = coreCount

  public init() {}
}
