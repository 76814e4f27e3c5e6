import CellSections

/// Why cells cannot be labelled with types that are only named.
public struct ZeroShotError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The option, file or section that it is about.
  public var place: String
  public var reason: Reason

  public init(place: String, reason: Reason) {
    self.place = place
    self.reason = reason
  }

  /// What can stand in the way; each comes with what to do about it.
  public enum Reason: Sendable, Equatable {
    case noTypes
    /// What is given looks like a file, and is none.
    case noFile
    case namedTwice(String)
    case nameTooLong(String)
    case tooManyTypes(Int, most: Int)
    /// The name that cells without evidence get is taken.
    case reservedName(String)
    case malformedList(String)
    /// None of the types has anything to go by: the names.
    case nothingToGoBy([String], genes: Int)
    /// The sections share hardly a gene.
    case noCommonGenes
    case tooFewCells(Int)
  }

  public var description: String { "\(place): \(statement)".onOneLine }

  private var statement: String {
    switch reason {
    case .noTypes: "no type is named; give names with commas between, as \"microglia, astrocyte\""
    case .noFile:
      "there is no such file; give an existing list of types, or names with commas between"
    case .namedTwice(let name): "the type '\(name)' is named twice; name each type once"
    case .nameTooLong(let start):
      "a name that begins with '\(start)' is longer than \(TypeList.longestName) bytes; give the names of types, one on each line"
    case .tooManyTypes(let count, let most):
      "\(count) types are named, \(most) are the most that can be told apart; name those that the tissue can hold"
    case .reservedName(let name):
      "'\(name)' is what cells without evidence are called; leave it out of the types"
    case .malformedList(let what):
      "\(what); give a text file with one name on each line, or a table with the columns name and markers"
    case .nothingToGoBy(let names, let genes):
      "none of the types has a marker among the \(genes.of("gene")) of the panel\(names.isEmpty ? "" : " (\(names.listed(5)))"); give markers in a file with the columns name and markers, or a model that has learned the types"
    case .noCommonGenes:
      "the sections have fewer than two genes in common; annotate them one by one"
    case .tooFewCells(let count):
      "\(count.of("cell")) with counts, and two are needed at least; check the file with `histoglot inspect`"
    }
  }
}
