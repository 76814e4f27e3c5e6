import HDF5Files

extension AnnDataFile {
  /// The mappings of an annotated matrix.
  public enum Mapping: String, Sendable, CaseIterable {
    case layers
    case obsm
    case varm
    case obsp
    case varp
    case uns

    var path: ElementPath { ElementPath(rawValue) }
  }

  /// The names in a mapping, ascending; none where the mapping is absent.
  ///
  /// What older files keep elsewhere is named where it belongs now: categories of `obs` in `uns` are not
  /// named, and the graphs of `uns['neighbors']` are named in `obsp`.
  public func names(in mapping: Mapping) -> [String] {
    LegacyPlaces(file: self).names(in: mapping)
  }

  /// An element of a mapping with everything in it, or nil where there is none of this name.
  ///
  /// Throws where it is damaged or cannot be read as a whole; parts of a mapping or table that cannot be
  /// read are `unreadable` in it.
  public func element(_ name: String, in mapping: Mapping) throws -> Element? {
    try LegacyPlaces(file: self).element(name, in: mapping)
  }

  /// What kind of element stands in a mapping under this name, told from its header.
  public func kind(of name: String, in mapping: Mapping) -> ElementKind? {
    LegacyPlaces(file: self).kind(of: name, in: mapping)
  }

  /// An element of `uns` by the keys that lead to it, or nil where one of them is missing.
  ///
  /// Only the element itself is read, not what stands beside it.
  public func uns(_ keys: String...) throws -> Element? {
    let place = ElementPath(names: ["uns"] + keys.flatMap { ElementPath($0).names })
    guard reader.kind(of: place) != nil else { return nil }
    return try reader.read(place)
  }

  /// The keys of a mapping inside `uns`, ascending; none where it is missing or no mapping.
  public func unsKeys(_ keys: String...) -> [String] {
    let place = ElementPath(names: ["uns"] + keys.flatMap { ElementPath($0).names })
    return ((try? reader.file.links(of: place)) ?? []).map(\.name)
  }

  /// The colours of a categorical's categories (`uns['<key>_colors']`) in their order, or nil where the
  /// file has none.
  public func colors(of key: String) throws -> [String]? {
    try uns("\(key)_colors")?.texts
  }

  /// A dense or sparse array, or a table of numbers, from `obsm` as rows of doubles, `[cells, columns]`, or
  /// nil where there is none of this name.
  ///
  /// Throws where it holds something else, or not one row per cell.
  public func embedding(_ name: String) throws -> DenseRows? {
    guard let element = try element(name, in: .obsm) else { return nil }
    let place = Mapping.obsm.path / name
    guard let rows = DenseRows(element) else {
      throw reader.error(
        place, .unexpectedKind(expected: "a matrix of numbers", found: "another element"))
    }
    guard rows.rowCount == cellCount else {
      throw reader.error(
        place, .shapeMismatch(axis: .cells, expected: cellCount, found: rows.rowCount))
    }
    return rows
  }

  /// What is in the file but cannot be read: the element and why. Found from headers, without values.
  public func unreadableElements() -> [UnreadableElement] {
    StructureWalk(reader: reader).unreadable()
  }
}

/// An element that is in the file but cannot be read.
public struct UnreadableElement: Sendable, Equatable {
  /// Where it stands.
  public var path: ElementPath
  /// Why not, in a few words.
  public var reason: String

  /// An element and why it cannot be read.
  public init(path: ElementPath, reason: String) {
    self.path = path
    self.reason = reason
  }
}
