import CellSections

/// The sections of a source, and what belongs to them.
public struct OpenedSections: Sendable, Equatable {
  /// The sections, and what was found on the way.
  public var loaded: LoadedSections
  /// Pictures under the cells, the larger first; they fit each section.
  public var tissueImages: [TissueImage]
  /// The width of a spot in steps of the coordinates, on spot platforms.
  public var spotDiameter: Double?

  public var sections: [CellSection] { loaded.sections }
  public var report: SectionReport { loaded.report }
}

extension SectionSource {
  /// Recognises a file or folder and reads its sections: .h5ad, 10x, Visium, Xenium, MERSCOPE, CosMx or CSV.
  ///
  /// - Throws: `PlatformError` or `SectionError`; `HDF5Error` or `AnnDataError` where a file is damaged.
  public static func open(
    _ path: String, options: SourceOptions = SourceOptions()
  ) throws -> OpenedSections {
    try SectionSource(recognizing: path).read(options)
  }

  /// Reads the sections. Throws as `open` does.
  public func read(_ options: SourceOptions = SourceOptions()) throws -> OpenedSections {
    guard kind != .annData else {
      let loaded = try SectionFile(path: path, threads: options.sections.threads).read(
        options.sections)
      return OpenedSections(loaded: loaded, tissueImages: [], spotDiameter: nil)
    }
    var vendor = try readVendor(options)
    vendor.section.species = options.sections.species ?? vendor.section.species
    let total = vendor.section.counts.rowTotals().reduce(0, +)
    let report = SectionReport(
      path: path, kind: kind.rawValue,
      counts: .init(
        element: vendor.countsFile.lastPathPart, total: total, isRounded: vendor.isRounded),
      notes: vendor.notes)
    let parts = try split(vendor.section, options.sections)
    return OpenedSections(
      loaded: LoadedSections(
        sections: parts.map(\.section), rows: parts.map(\.rows), report: report),
      tissueImages: vendor.tissueImages, spotDiameter: vendor.spotDiameter)
  }

  private func readVendor(_ options: SourceOptions) throws -> VendorSection {
    switch kind {
    case .visium: return try VisiumFolder(folder: FolderContents(path)).read(options)
    case .xenium: return try XeniumFolder(folder: FolderContents(path)).read(options.sections)
    case .merscope: return try MerscopeFolder(folder: FolderContents(path)).read(options.sections)
    case .cosMx: return try CosMxFolder(folder: FolderContents(path)).read(options.sections)
    case .tenXFolder: return dissociated(try TenXMatrixFolder(FolderContents(path)).read())
    case .table: return try TableSource(path: path).read(options)
    case .tenXFile, .annData:
      return dissociated(try TenXMatrixFile(path: path).read(genome: options.genome))
    }
  }

  /// Cells without coordinates.
  private func dissociated(_ counts: CountsTable) -> VendorSection {
    let section = CellSection(
      name: path.fileStem, cellIDs: counts.cellIDs, genes: counts.genes, counts: counts.counts,
      species: counts.species?.name)
    return VendorSection(section: section, countsFile: path, notes: counts.notes)
  }

  private func split(
    _ section: CellSection, _ options: SectionOptions
  ) throws(SectionError) -> [SectionPart] {
    let wanted = options.labelKeys + [options.sectionKey].compactMap { $0 }
    for key in wanted where section.label(key) == nil {
      throw SectionError(
        file: path, element: key, reason: .missing(available: section.labels.map(\.name)))
    }
    guard let column = options.sectionKey.flatMap(section.label) else {
      return [SectionPart(section: section, rows: Array(0..<section.cellCount))]
    }
    return try section.split(by: column, file: path)
  }
}

extension SectionSource {
  /// Looks at what is in the source without asking that it be usable.
  ///
  /// - Throws: as `read` does, but for .h5ad files only where they are damaged.
  public func inspect(_ options: SourceOptions = SourceOptions()) throws -> SectionInspection {
    guard kind != .annData else { return try SectionFile(path: path).inspect(options.sections) }
    return SectionInspection(try read(options).loaded)
  }
}
