import HDF5Files

/// What is wrong with which element of which .h5ad file, and what to do about it.
///
/// Errors of the layer below (no such file, not HDF5, a missing filter, a full disk) come as `HDF5Error`.
public struct AnnDataError: Error, Sendable, Equatable {
  /// The file's path as it was given.
  public var file: String
  /// The element; the root where it is the file as a whole.
  public var element: ElementPath
  /// Why.
  public var reason: Reason

  /// An error of an element, or of the file as a whole.
  public init(file: String, element: ElementPath = .root, reason: Reason) {
    self.file = file
    self.element = element
    self.reason = reason
  }

  /// Why a file or element was refused.
  public enum Reason: Sendable, Equatable {
    // The file.
    /// Neither `obs` and `var` nor `X` is there.
    case notAnnData
    /// 10x Genomics' own format.
    case tenX
    case shapeMismatch(axis: Axis, expected: Int, found: Int)
    // Any element.
    case elementMissing
    case unexpectedKind(expected: String, found: String)
    case notNumeric(found: String)
    case unknownEncoding(type: String, version: String)
    case tooDeep(limit: Int)
    case tooManyElements(limit: Int)
    case cycle
    case lengthMismatch(part: String, expected: Int, found: Int)
    // Sparse matrices.
    case rowStartsLength(expected: Int, found: Int)
    case rowStartsBegin(Int)
    case rowStartsDecrease(at: Int)
    case rowStartsEnd(found: Int, entries: Int)
    case indexOutOfRange(entry: Int, index: Int, limit: Int)
    case matrixTooLarge(rows: Int, columns: Int)
    // Categoricals.
    case codeOutOfRange(entry: Int, code: Int, categories: Int)
    // Counts.
    case notCounts(row: Int, column: Int, problem: MatrixValueFailure.Problem)
    // Writing.
    case nameNotAllowed(String)
    case duplicateName(String)
    case cannotWrite(String)
  }

  /// What is counted along an axis.
  public enum Axis: Sendable, Equatable, CustomStringConvertible {
    case cells
    case genes

    /// The name of what is counted.
    public var description: String {
      switch self {
      case .cells: "cells"
      case .genes: "genes"
      }
    }
  }
}

extension AnnDataError: CustomStringConvertible {
  /// One line: where, what, and what to do.
  public var description: String {
    let place = element.isRoot ? file : "\(file), element '\(element)'"
    return "\(place): \(reason.description); \(reason.advice)"
  }
}
