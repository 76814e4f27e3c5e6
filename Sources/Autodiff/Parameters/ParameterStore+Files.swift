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

  /// Reads every parameter from a file, which may hold more.
  ///
  /// - Throws: `ParameterFileError` where one is missing, has another shape or is not finite; the store
  ///   may then be partly read.
  public func load(from file: SafeTensorsFile) throws {
    for declaration in declarations {
      guard let entry = file[declaration.name], let target = parameter(named: declaration.name)
      else {
        throw ParameterFileError(path: file.path, reason: .missingTensor(declaration.name))
      }
      guard entry.shape == declaration.shape else {
        throw ParameterFileError(
          path: file.path,
          reason: .wrongShape(
            tensor: declaration.name, found: entry.shape, wanted: declaration.shape))
      }
      let elements = try file.elements(of: entry, as: Scalar.self)
      guard elements.allSatisfy(\.isFinite) else {
        throw ParameterFileError(path: file.path, reason: .notFinite(tensor: declaration.name))
      }
      target.assign(elements)
    }
  }
}
