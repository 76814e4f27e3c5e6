import CellSections

/// Why genes cannot be imputed or counts not denoised.
public struct ImputationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The section or option that it is about.
  public var place: String
  public var reason: Reason

  public init(place: String, reason: Reason) {
    self.place = place
    self.reason = reason
  }

  /// What can stand in the way; each comes with what to do about it.
  public enum Reason: Sendable, Equatable {
    /// Too few genes are measured by both.
    case tooFewSharedGenes(Int, needed: Int, examples: [String], referenceExamples: [String])
    /// Nothing to impute: the section measured all that the reference has.
    case nothingToImpute
    /// Genes that were asked for and that the reference did not measure.
    case notInReference([String])
    /// Genes that were asked for and that the section measured itself.
    case measured([String])
    /// Hardly a cell has counts.
    case tooFewCells(Int, needed: Int)
    /// Hardly a gene has counts.
    case tooFewGenes(Int, needed: Int)
    case noGenesNamed
  }

  public var description: String { "\(place): \(statement)".onOneLine }

  private var statement: String {
    switch reason {
    case .tooFewSharedGenes(let count, let needed, let examples, let others):
      "\(count) genes are measured here (\(examples.listed(3))) and in the reference (\(others.listed(3))), \(needed) are needed; check the species and the kind of ids, or map them with a gene table (--gene-table)"
    case .nothingToImpute:
      "every gene of the reference is measured here; name a reference with more genes"
    case .notInReference(let genes):
      "the reference did not measure \(genes.listed(5)); leave them out or name another reference"
    case .measured(let genes):
      "\(genes.listed(5)) are measured here and need no imputation; leave them out, or smooth them with `histoglot denoise`"
    case .tooFewCells(let count, let needed):
      "\(count) cells have counts, \(needed) are needed; check the file with `histoglot inspect`"
    case .tooFewGenes(let count, let needed):
      "\(count) genes have counts, \(needed) are needed; check the file with `histoglot inspect`"
    case .noGenesNamed:
      "no gene is named; give names with commas between, or a file with one on each line"
    }
  }
}
