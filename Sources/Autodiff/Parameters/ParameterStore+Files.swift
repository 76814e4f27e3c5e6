import Foundation

extension ParameterStore {
  /// The parameters as named tensors, in the order of declaration.
  ///
  /// - Parameters:
  ///   - prefix: what to put before the names.
  ///   - onlyTrainable: whether to leave out the frozen ones.
  public func tensors(
    prefix: String = "", onlyTrainable: Bool = false
  ) -> [NamedTensor<Scalar>] {
    declarations.filter { !(onlyTrainable && $0.isFrozen) }.map { declaration in
      let values = parameter(named: declaration.name)?.value.elements ?? []
      return NamedTensor(
        name: prefix + declaration.name, shape: declaration.shape, elements: values)
    }
  }

  /// Takes every parameter from a file, which may hold more. Nothing is drawn at random first.
  ///
  /// Where the file has the store's own type, values stay in the mapped file and are read from there, until something
  /// wants to change them; so the file must not be written to meanwhile, though it may be replaced.
  public func allocate(readingFrom file: SafeTensorsFile, prefix: String = "") throws {
    let entries = try declarations.map { try entry(of: $0, in: file, prefix: prefix) }
    guard let mapping = MappedParameters<Scalar>(entries, of: file) else {
      allocateUnfilled()
      return try load(from: file, prefix: prefix)
    }
    use(mapping)
    for (declaration, entry) in zip(declarations, entries) {
      guard let parameter = parameter(named: declaration.name) else { continue }
      try requireFinite(parameter.value, entry, of: file)
    }
  }

  /// Reads every parameter from a file, which may hold more.
  ///
  /// - Parameters:
  ///   - prefix: what stands before the names in the file.
  ///   - onlyTrainable: whether to leave the frozen ones as they are.
  /// - Throws: `ParameterFileError` where one is missing, has another shape or is not finite; the store
  ///   may then be partly read.
  public func load(
    from file: SafeTensorsFile, prefix: String = "", onlyTrainable: Bool = false
  ) throws {
    for declaration in declarations where !(onlyTrainable && declaration.isFrozen) {
      let entry = try entry(of: declaration, in: file, prefix: prefix)
      guard let target = parameter(named: declaration.name) else { continue }
      try file.read(entry, into: target.ownValue)
      try requireFinite(target.value, entry, of: file)
    }
  }

  private func requireFinite(
    _ value: Matrix<Scalar>, _ entry: SafeTensorsFile.Entry, of file: SafeTensorsFile
  ) throws {
    guard isFinite(value) else {
      throw ParameterFileError(path: file.path, reason: .notFinite(tensor: entry.name))
    }
  }

  private func entry(
    of declaration: Declaration, in file: SafeTensorsFile, prefix: String
  ) throws -> SafeTensorsFile.Entry {
    let name = prefix + declaration.name
    guard let entry = file[name] else {
      throw ParameterFileError(path: file.path, reason: .missingTensor(name))
    }
    guard entry.shape == declaration.shape else {
      throw ParameterFileError(
        path: file.path,
        reason: .wrongShape(tensor: name, found: entry.shape, wanted: declaration.shape))
    }
    return entry
  }
}
