/// What kind of element stands somewhere, as far as its header says.
public enum ElementKind: Sendable, Equatable {
  case array
  case scalar
  case sparse(SparseMatrix.Layout)
  case dataframe
  case categorical
  case nullable
  case mapping
  case null
  case records
  /// The whole file, or one inside another.
  case anndata
  case raw
  /// What this package does not read, and why.
  case unreadable(String)
}

extension ElementKind: CustomStringConvertible {
  /// The kind in words, with its article.
  public var description: String {
    switch self {
    case .array: "an array"
    case .scalar: "a single value"
    case .sparse(.csr): "a sparse matrix (csr)"
    case .sparse(.csc): "a sparse matrix (csc)"
    case .dataframe: "a table"
    case .categorical: "a categorical"
    case .nullable: "an array with missing entries"
    case .mapping: "a mapping"
    case .null: "nothing"
    case .records: "a record array"
    case .anndata: "an annotated matrix"
    case .raw: "a raw matrix"
    case .unreadable(let reason): "unreadable (\(reason))"
    }
  }
}
