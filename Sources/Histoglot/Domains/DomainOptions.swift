import ParallelLoops

/// How spatial domains are looked for. What is not a matter of taste was chosen on sections other than those it is
/// measured on: decision 0019.
public struct DomainOptions: Sendable, Equatable {
  /// How many domains; nil to take the number on which fits agree best.
  public var count: Int?
  /// Among which numbers is chosen.
  public var counts = 2...15
  public var seed: UInt64 = 0
  /// The result does not depend on it.
  public var threads = coreCount
  /// Over how many nearest cells, and the cell itself, features are averaged: fits are made with each.
  public var scales = [20, 30]
  /// How many spatial factors are kept: fits are made with each.
  public var factorCounts = [6, 8, 10, 12, 15]
  /// The most principal components in which factors are looked for.
  public var components = 40
  /// Over how many nearest cells, and the cell itself, probabilities are averaged.
  public var smoothingCells = 10
  /// The most genes whose expression is looked at, those that vary most.
  public var mostGenes = 500
  /// Fits are made to so many cells at most, drawn by chance; all are then told by them.
  public var fittedCells = 10_000
  /// The same while the number of domains is being chosen.
  public var trialCells = 4_000
  /// How many seedings each fit tries.
  public var restarts = 3

  /// The cells that each domain must have on average.
  public static let fewestCells = 10
  /// The most domains that can be asked for.
  public static let mostDomains = 100

  public init() {}

  /// How many nearest cells are looked for.
  var nearest: Int { max(smoothingCells, scales.max() ?? 0) }
}

/// What domains are told by.
public enum DomainView: String, Sendable, CaseIterable {
  /// The latent vectors of a model, which know of a cell's surroundings.
  case latent
  /// The expression of the cells: z-scores of log counts.
  case expression
}

/// Why a section cannot be parted into domains.
public struct DomainError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The section or file that it is about.
  public var place: String
  public var reason: Reason

  public init(place: String, reason: Reason) {
    self.place = place
    self.reason = reason
  }

  /// What can stand in the way; each comes with what to do about it.
  public enum Reason: Sendable, Equatable {
    /// Fewer cells than so many domains can be told from.
    case tooFewCells(Int, needed: Int)
    /// Hardly a gene has counts.
    case tooFewGenes(Int, needed: Int)
  }

  public var description: String { "\(place): \(statement)".onOneLine }

  private var statement: String {
    switch reason {
    case .tooFewCells(let count, let needed):
      "\(count) cells have counts, \(needed) are needed for so many domains; ask for fewer, or check the file with `histoglot inspect`"
    case .tooFewGenes(let count, let needed):
      "\(count) genes have counts, \(needed) are needed; check the file with `histoglot inspect`"
    }
  }
}
