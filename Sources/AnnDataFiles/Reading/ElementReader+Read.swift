import HDF5Files

extension ElementReader {
  /// The element at a path with everything in it. Parts of a mapping or table that cannot be read are
  /// `unreadable` in it; the element itself throws.
  package func read(_ path: ElementPath) throws -> Element {
    var budget = Self.countLimit
    return try read(path, ancestors: [], budget: &budget)
  }

  private func read(
    _ path: ElementPath, ancestors: [ObjectIdentity], budget: inout Int
  ) throws -> Element {
    budget -= 1
    guard budget >= 0 else { throw error(path, .tooManyElements(limit: Self.countLimit)) }
    guard ancestors.count < Self.depthLimit else {
      throw error(path, .tooDeep(limit: Self.depthLimit))
    }
    switch kind(of: path) {
    case nil: throw error(path, .elementMissing)
    case .array: return .array(try file.read(path))
    case .scalar: return .scalar(try file.read(path))
    case .null: return .null
    case .records: return try records(path)
    case .sparse(let layout): return .sparse(try sparseMatrix(path, layout))
    case .categorical: return .categorical(try categorical(path))
    case .nullable: return .nullable(try nullable(path))
    case .dataframe: return .dataframe(try FrameReader(reader: self, path: path).dataframe())
    case .mapping, .anndata, .raw:
      return .mapping(try members(of: path, ancestors: ancestors, budget: &budget))
    case .unreadable:
      // Says it again with the place and the advice.
      if try file.kind(of: path) == .dataset {
        let dataset = try file.describeDataset(path)
        if Self.problem(of: dataset) != nil { return .array(try file.read(path)) }
        throw error(path, .unexpectedKind(expected: "a readable array", found: "complex numbers"))
      }
      let encoding = try encoding(of: path)
      throw error(path, .unknownEncoding(type: encoding.type, version: encoding.version))
    }
  }

  private func records(_ path: ElementPath) throws -> Element {
    guard case .compound(let columns) = try file.read(path).values else {
      throw error(path, .unexpectedKind(expected: "a record array", found: "an array"))
    }
    return .records(columns)
  }

  private func members(
    of path: ElementPath, ancestors: [ObjectIdentity], budget: inout Int
  ) throws -> [NamedElement] {
    let identity = try file.identity(of: path)
    guard !ancestors.contains(identity) else { throw error(path, .cycle) }
    var members: [NamedElement] = []
    for link in try file.links(of: path) {
      do {
        let element = try read(
          path / link.name, ancestors: ancestors + [identity], budget: &budget)
        members.append(NamedElement(link.name, element))
      } catch {
        if case .tooManyElements = (error as? AnnDataError)?.reason { throw error }
        members.append(NamedElement(link.name, .unreadable(failureReason(error))))
      }
    }
    return members
  }
}
