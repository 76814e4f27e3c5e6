extension AnnDataError.Reason: CustomStringConvertible {
  /// What is wrong, without the place.
  public var description: String {
    switch self {
    case .notAnnData: "an HDF5 file, but not an .h5ad file: it has no obs and var"
    case .tenX: "this is 10x Genomics' own HDF5 format, not .h5ad"
    case .shapeMismatch(let axis, let expected, let found):
      "\(found) \(axis) where the file has \(expected)"
    case .elementMissing: "there is no such element"
    case .unexpectedKind(let expected, let found): "\(expected) was expected here, not \(found)"
    case .notNumeric(let found): "numbers were expected here, not \(found)"
    case .unknownEncoding(let type, let version):
      "the encoding '\(type)' \(version) is not known here"
    case .tooDeep(let limit): "elements are nested more than \(limit) deep"
    case .tooManyElements(let limit): "more than \(limit) elements in one"
    case .cycle: "the group contains itself"
    case .lengthMismatch(let part, let expected, let found):
      "\(part) is of length \(found) instead of \(expected)"
    case .rowStartsLength(let expected, let found):
      "indptr is of length \(found) instead of \(expected)"
    case .rowStartsBegin(let first): "indptr begins with \(first) instead of 0"
    case .rowStartsDecrease(let entry): "indptr decreases at entry \(entry)"
    case .rowStartsEnd(let found, let entries):
      "indptr ends with \(found) instead of the number of entries, \(entries)"
    case .indexOutOfRange(let entry, let index, let limit):
      "index \(index) at entry \(entry) lies outside 0..<\(limit)"
    case .matrixTooLarge(let rows, let columns):
      "a matrix of \(rows) × \(columns) is larger than this program can index"
    case .codeOutOfRange(let entry, let code, let categories):
      "code \(code) at entry \(entry) lies outside 0..<\(categories)"
    case .notCounts(let row, let column, let problem):
      "the value at row \(row), column \(column) \(problem)"
    case .nameNotAllowed(let name): "'\(name)' cannot be the name of an element"
    case .duplicateName(let name): "the name '\(name)' occurs twice"
    case .cannotWrite(let kind): "\(kind) cannot be written"
    }
  }

  /// What to do about it.
  public var advice: String {
    switch self {
    case .notAnnData: "check the path, or convert the file with anndata"
    case .tenX: "name the folder of the 10x output instead, or convert with scanpy.read_10x_h5"
    case .elementMissing: "list what the file holds with `histoglot inspect`"
    case .unexpectedKind, .notNumeric: "name another element, or convert this one with anndata"
    case .unknownEncoding: "rewrite the file with anndata 0.7 to 0.12"
    case .tooDeep, .tooManyElements, .cycle: "flatten or remove the element"
    case .shapeMismatch, .lengthMismatch, .rowStartsLength, .rowStartsBegin, .rowStartsDecrease,
      .rowStartsEnd, .indexOutOfRange, .codeOutOfRange:
      "the file is damaged; write it again from its source"
    case .matrixTooLarge: "split the section"
    case .notCounts:
      "name a layer that holds raw counts with --counts, or store them in layers['counts']"
    case .nameNotAllowed: "choose a name that is not empty and has no empty part between slashes"
    case .duplicateName: "rename one of them"
    case .cannotWrite: "convert it to an array, a table or a mapping"
    }
  }
}

extension MatrixValueFailure.Problem: CustomStringConvertible {
  /// What is wrong with the value.
  public var description: String {
    switch self {
    case .notNumeric: "is not a number"
    case .notFinite: "is not finite"
    case .negative(let value): "is negative (\(value))"
    case .notWhole(let value): "is not a whole number (\(value))"
    case .tooLarge(let value): "is larger than a count can be (\(value))"
    }
  }
}
