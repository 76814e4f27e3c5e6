import CellSections
import HDF5Files

/// A file or folder that holds sections, recognised by what is in it.
public struct SectionSource: Sendable, Equatable {
  /// What a source is.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    case annData = "AnnData file"
    case tenXFile = "10x feature-barcode matrix (HDF5)"
    case tenXFolder = "10x feature-barcode matrix (folder)"
    case visium = "Visium folder"
    case xenium = "Xenium folder"
    case merscope = "MERSCOPE folder"
    case cosMx = "CosMx folder"
    case table = "table of separated values"
  }

  /// The file or folder that is read: the one given, or one inside it.
  public let path: String
  public let kind: Kind

  /// Recognises a file by its first bytes, a folder by the files in it.
  ///
  /// - Throws: `PlatformError` with `unrecognized` or `unreadable`; `HDF5Error` where an HDF5 file is damaged.
  public init(recognizing path: String) throws {
    switch FileContent(path: path) {
    case .folder: self = try Self.recognized(folder: FolderContents(path.withoutTrailingSlashes))
    case .hdf5: self = try Self.recognized(hdf5: path)
    // By these names HDF5 was meant: the error of the reader says what is wrong.
    case _ where path.hasSuffix(".h5ad") || path.hasSuffix(".h5"):
      self.init(path: path, kind: path.hasSuffix(".h5ad") ? .annData : .tenXFile)
    case .text(let line) where [",", "\t", ";"].contains { line.contains($0) }:
      self.init(path: path, kind: .table)
    case .text, .binary: throw PlatformError(file: path, reason: .unrecognized(contents: []))
    case .missing:
      throw PlatformError(file: path, reason: .unreadable("there is no such file or folder"))
    }
  }

  private init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }

  private static func recognized(hdf5 path: String) throws -> SectionSource {
    let file = try HDF5File(path: path)
    let isTenX = TenXMatrixFile.isRecognized(file)
    return SectionSource(path: path, kind: isTenX && !file.contains("obs") ? .tenXFile : .annData)
  }

  private static func recognized(folder: FolderContents) throws -> SectionSource {
    let kinds: [(Kind, (FolderContents) -> Bool)] = [
      (.visium, VisiumFolder.isRecognized), (.xenium, XeniumFolder.isRecognized),
      (.merscope, MerscopeFolder.isRecognized), (.cosMx, CosMxFolder.isRecognized),
      (.tenXFolder, TenXMatrixFolder.isRecognized),
    ]
    if let (kind, _) = kinds.first(where: { $0.1(folder) }) {
      return SectionSource(path: folder.path, kind: kind)
    }
    if let path = folder.file(endingIn: "filtered_feature_bc_matrix.h5", "feature_bc_matrix.h5") {
      return SectionSource(path: path, kind: .tenXFile)
    }
    for name in ["outs", "filtered_feature_bc_matrix", "raw_feature_bc_matrix"] {
      if let inner = folder.folder(name) { return try recognized(folder: inner) }
    }
    throw PlatformError(file: folder.path, reason: .unrecognized(contents: folder.names))
  }
}

extension String {
  fileprivate var withoutTrailingSlashes: String {
    let trimmed = reversed().drop { $0 == "/" }
    return trimmed.isEmpty ? self : String(trimmed.reversed())
  }
}
