import Foundation

extension ParameterStore {
  /// The parameters as named tensors, in the order of declaration.
  public func tensors() -> [NamedTensor<Scalar>] {
    declarations.indices.map { index in
      let declaration = declarations[index]
      let values = parameter(named: declaration.name)?.value.elements ?? []
      return NamedTensor(name: declaration.name, shape: declaration.shape, elements: values)
    }
  }

  /// Checks that a file has every parameter in its shape, which needs no memory for them.
  ///
  /// - Parameter prefix: what stands before the names in the file.
  /// - Throws: `ParameterFileError` where one is missing or has another shape.
  public func check(_ file: SafeTensorsFile, prefix: String = "") throws {
    for declaration in declarations { _ = try entry(of: declaration, in: file, prefix: prefix) }
  }

  /// Reads every parameter from a file, which may hold more.
  ///
  /// - Parameter prefix: what stands before the names in the file.
  /// - Throws: `ParameterFileError` where one is missing, has another shape or is not finite; the store
  ///   may then be partly read.
  public func load(from file: SafeTensorsFile, prefix: String = "") throws {
    for declaration in declarations {
      let entry = try entry(of: declaration, in: file, prefix: prefix)
      let elements = try file.elements(of: entry, as: Scalar.self)
      guard elements.allSatisfy(\.isFinite) else {
        throw ParameterFileError(path: file.path, reason: .notFinite(tensor: entry.name))
      }
      parameter(named: declaration.name)?.assign(elements)
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
