import HDF5Files
import ParallelLoops

/// An .h5ad file opened for reading: its structure is known, its values are read when asked for.
///
/// Files of anndata 0.5 to 0.12 look alike through this type.
public struct AnnDataFile: Sendable {
  let reader: ElementReader
  /// How the file is laid out.
  public let generation: Generation
  /// How many observations there are.
  public let cellCount: Int
  /// How many variables there are.
  public let geneCount: Int

  /// The path as it was given.
  public var path: String { reader.file.path }

  /// The layouts that anndata has had.
  public enum Generation: Sendable, Equatable {
    /// anndata up to 0.6: `obs` and `var` are record arrays.
    case records
    /// anndata 0.7: tables whose categories are referred to.
    case references
    /// anndata 0.8 and later: every element says how it is encoded.
    case current
  }

  /// Opens a file and reads its structure, no values.
  ///
  /// Throws an `HDF5Error` where the file cannot be opened, an `AnnDataError` where it is not an .h5ad file
  /// or X, the layers and raw have not one row per row of obs and one column per row of var.
  ///
  /// - Parameter threads: how many unpack values; no result depends on it.
  public init(
    path: String, limits: ReadLimits = ReadLimits(), threads: Int = coreCount
  ) throws {
    let file = try HDF5File(path: path, limits: limits, threads: threads)
    reader = ElementReader(file: file)
    generation = try Self.generation(reader)
    cellCount = try Self.frame("obs", reader).rowCount()
    geneCount = try Self.frame("var", reader).rowCount()
    try checkShapes()
  }

  private static func generation(_ reader: ElementReader) throws -> Generation {
    let file = reader.file
    guard try file.kind(of: "obs") != nil, try file.kind(of: "var") != nil else {
      // One group named `matrix`, or in older files after the genome.
      let isTenX = try file.links(of: .root).contains { link in
        ["barcodes", "indptr", "indices"].allSatisfy { file.contains(ElementPath(link.name) / $0) }
      }
      throw reader.error(.root, isTenX ? .tenX : .notAnnData)
    }
    if try file.kind(of: "obs") == .dataset { return .records }
    for frame in ["obs", "var"] as [ElementPath] {
      if try reader.encoding(of: frame).version == "0.1.0" { return .references }
      if file.contains(frame / "__categories") { return .references }
    }
    return .current
  }

  /// The table `obs` or `var` of either layout.
  static func frame(_ path: ElementPath, _ reader: ElementReader) throws -> any FrameSource {
    switch try reader.file.kind(of: path) {
    case .dataset: return RecordFrame(reader: reader, path: path)
    case .group: return FrameReader(reader: reader, path: path)
    case .namedType, nil: throw reader.error(path, .elementMissing)
    }
  }

  /// Throws where an element's shape contradicts the number of cells or genes.
  private func checkShapes() throws {
    for location in matrixLocations {
      guard let matrix = try? describeMatrix(location) else { continue }
      let place = elementPath(of: location)
      if matrix.rowCount != cellCount {
        throw reader.error(
          place, .shapeMismatch(axis: .cells, expected: cellCount, found: matrix.rowCount))
      }
      if location != .raw, matrix.columnCount != geneCount {
        throw reader.error(
          place, .shapeMismatch(axis: .genes, expected: geneCount, found: matrix.columnCount))
      }
    }
  }
}
