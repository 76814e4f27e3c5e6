import HDF5Files

/// The encodings this package writes, as anndata 0.8 to 0.12 name them.
enum Encoding: String {
  case anndata
  case raw
  case array
  case stringArray = "string-array"
  case string
  case numericScalar = "numeric-scalar"
  case csrMatrix = "csr_matrix"
  case cscMatrix = "csc_matrix"
  case dataframe
  case categorical
  case nullableInteger = "nullable-integer"
  case nullableBoolean = "nullable-boolean"
  case nullableStringArray = "nullable-string-array"
  case dict
  case null

  var version: String {
    switch self {
    case .array, .stringArray, .string, .numericScalar, .dataframe, .categorical: "0.2.0"
    case .anndata, .raw, .csrMatrix, .cscMatrix, .nullableInteger, .nullableBoolean,
      .nullableStringArray, .dict, .null:
      "0.1.0"
    }
  }
}

extension HDF5Writer {
  /// Notes on an element how it is encoded.
  func setEncoding(_ encoding: Encoding, of path: ElementPath) throws {
    try setAttribute("encoding-type", TypedArray(text: encoding.rawValue), of: path)
    try setAttribute("encoding-version", TypedArray(text: encoding.version), of: path)
  }

  /// Makes a mapping, and those on the way to it, where there is none yet.
  func makeMapping(_ path: ElementPath) throws {
    var walked = ElementPath.root
    for name in path.names {
      walked = walked / name
      guard try contents.kind(of: walked) == nil else { continue }
      try makeGroup(walked)
      try setEncoding(.dict, of: walked)
    }
  }
}
