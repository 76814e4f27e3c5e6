import HDF5Files

/// Reads elements of any encoding, one recursive function for all, and tells what kind they are.
package struct ElementReader: Sendable {
  let file: HDF5File

  package init(file: HDF5File) { self.file = file }

  /// How deep elements may be nested, and how many one may hold, before it is taken for damaged.
  static let depthLimit = 32
  static let countLimit = 100_000

  func error(_ path: ElementPath, _ reason: AnnDataError.Reason) -> AnnDataError {
    AnnDataError(file: file.path, element: path, reason: reason)
  }

  /// The encoding that an element declares; empty where it declares none.
  func encoding(of path: ElementPath) throws -> (type: String, version: String) {
    (
      try file.attribute("encoding-type", of: path)?.text ?? "",
      try file.attribute("encoding-version", of: path)?.text ?? ""
    )
  }

  /// What kind of element stands at a path, or nil where there is none. What cannot be opened or is not
  /// known is `unreadable`.
  func kind(of path: ElementPath) -> ElementKind? {
    do {
      switch try file.kind(of: path) {
      case nil:
        return try file.isDangling(path) ? .unreadable("a link leads to nothing") : nil
      case .group: return try groupKind(path)
      case .dataset: return try datasetKind(path)
      case .namedType: return .unreadable("a named datatype")
      }
    } catch {
      return .unreadable(failureReason(error))
    }
  }

  private func groupKind(_ path: ElementPath) throws -> ElementKind {
    let encoding = try encoding(of: path)
    switch encoding.type {
    case "csr_matrix": return .sparse(.csr)
    case "csc_matrix": return .sparse(.csc)
    case "dataframe": return .dataframe
    case "categorical": return .categorical
    case "nullable-integer", "nullable-boolean", "nullable-string-array": return .nullable
    case "dict": return .mapping
    case "anndata": return .anndata
    case "raw": return .raw
    case "awkward-array": return .unreadable("an awkward array")
    case "": return try undeclaredGroupKind(path)
    default:
      return .unreadable("the encoding '\(encoding.type)' \(encoding.version) is not known here")
    }
  }

  /// The kind of a group without `encoding-type`, as older and other writers leave it.
  private func undeclaredGroupKind(_ path: ElementPath) throws -> ElementKind {
    switch try file.attribute("h5sparse_format", of: path)?.text {
    case "csr": return .sparse(.csr)
    case "csc": return .sparse(.csc)
    default: break
    }
    let attributes = try file.attributeNames(of: path)
    if attributes.contains("column-order") || attributes.contains("_index") { return .dataframe }
    let names = Set(try file.links(of: path).map(\.name))
    if names == ["codes", "categories"], attributes.contains("ordered") { return .categorical }
    return .mapping
  }

  private func datasetKind(_ path: ElementPath) throws -> ElementKind {
    let encoding = try encoding(of: path)
    let dataset = try file.describeDataset(path)
    if let problem = Self.problem(of: dataset) { return .unreadable(problem) }
    if encoding.type == "null" || dataset.extent == .null { return .null }
    if case .compound(let fields) = dataset.type {
      return fields.map(\.name) == ["r", "i"] ? .unreadable("complex numbers") : .records
    }
    return dataset.extent == .scalar ? .scalar : .array
  }

  /// Why the values of a dataset cannot be read, if they cannot.
  static func problem(of dataset: DatasetDescription) -> String? {
    switch dataset.storage {
    case .virtual: return HDF5Error.Reason.virtualDataset.description
    case .external: return HDF5Error.Reason.externalStorage.description
    case .compact, .contiguous, .chunked: break
    }
    if let filter = dataset.missingFilter {
      return HDF5Error.Reason.missingFilter(filter).description
    }
    if case .unsupported(let reason) = dataset.type { return reason }
    return nil
  }
}
