import CellSections
import HDF5Files

/// A feature-barcode matrix of 10x Genomics in HDF5: `/matrix` since Cell Ranger 3, one group per genome before.
///
/// The matrix is features × cells in compressed columns, which is cells × features in compressed rows. Only
/// features of the type `Gene Expression` are kept.
struct TenXMatrixFile {
  private let file: HDF5File

  /// Opens a file. Throws an `HDF5Error`.
  init(path: String) throws { file = try HDF5File(path: path) }

  /// Whether an HDF5 file has this layout.
  static func isRecognized(_ file: HDF5File) -> Bool {
    file.contains("matrix/barcodes") || !genomes(of: file).isEmpty
  }

  /// The groups of a file of the older layout.
  private static func genomes(of file: HDF5File) -> [String] {
    let names = ((try? file.links(of: .root)) ?? []).map(\.name)
    return names.filter { name in
      let group = ElementPath.root / name
      return ["barcodes", "genes", "indptr"].allSatisfy { file.contains(group / $0) }
    }
  }

  /// - Parameter genome: the one to read, where there are several.
  func read(genome: String?) throws -> CountsTable {
    if file.contains("matrix/barcodes") { return try readCurrent(genome: genome) }
    let genomes = Self.genomes(of: file)
    if let genome, !genomes.contains(genome) {
      throw PlatformError(
        file: file.path, reason: .genomeMissing(genome, available: genomes))
    }
    guard let chosen = genome ?? genomes.first, genome != nil || genomes.count == 1 else {
      throw PlatformError(file: file.path, reason: .severalGenomes(genomes))
    }
    let group = ElementPath.root / chosen
    var table = try readMatrix(
      group, ids: texts(group / "genes"), names: texts(group / "gene_names"))
    table.species = Species(assembly: chosen)
    table.makeGeneNamesUnique()
    return try table.checked(file: file.path)
  }

  private func readCurrent(genome: String?) throws -> CountsTable {
    let features: ElementPath = "matrix/features"
    let ids = try texts(features / "id")
    var table = try readMatrix("matrix", ids: ids, names: texts(features / "name"))
    let isExpression = try texts(features / "feature_type").map { $0 == "Gene Expression" }
    try check(isExpression.count, ids.count, "feature types")
    var isKept = isExpression
    if file.contains(features / "genome") {
      let genomes = try texts(features / "genome")
      try check(genomes.count, ids.count, "genomes")
      let named = Set(zip(genomes, isExpression).filter { $0.1 }.map { $0.0 }).sorted()
      if let genome {
        guard named.contains(genome) else {
          throw PlatformError(file: file.path, reason: .genomeMissing(genome, available: named))
        }
        isKept = zip(isExpression, genomes).map { $0 && $1 == genome }
        table.species = Species(assembly: genome)
      } else if named.count > 1 {
        throw PlatformError(file: file.path, reason: .severalGenomes(named))
      } else {
        table.species = named.first.flatMap(Species.init(assembly:))
      }
    }
    let others = isExpression.count { !$0 }
    if others > 0 {
      table.notes.append("dropped: \(others.of("feature")) other than Gene Expression")
    }
    table.keepGenes(isKept)
    table.makeGeneNamesUnique()
    return try table.checked(file: file.path)
  }

  private func readMatrix(
    _ group: ElementPath, ids: [String], names: [String]
  ) throws -> CountsTable {
    let shape = try wholeNumbers(group / "shape")
    let starts = try wholeNumbers(group / "indptr")
    let indices = try wholeNumbers(group / "indices")
    let values = try counts(group / "data")
    let cells = try texts(group / "barcodes")
    guard shape.count == 2 else {
      throw inconsistent(group / "shape", "\(shape.count.of("number")) where there should be two")
    }
    try check(ids.count, shape[0], "feature ids")
    try check(names.count, shape[0], "feature names")
    try check(cells.count, shape[1], "barcodes")
    try check(starts.count, shape[1] + 1, "column starts")
    try check(values.count, indices.count, "values")
    guard starts.first == 0, starts.last == indices.count,
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
    else {
      throw inconsistent(group / "indptr", "it does not rise from 0 to \(indices.count)")
    }
    if let index = indices.first(where: { $0 < 0 || $0 >= shape[0] }) {
      throw inconsistent(group / "indices", "\(index) lies outside the \(shape[0].of("feature"))")
    }
    var rows = CountRows(columnCount: shape[0], file: file.path)
    for cell in 0..<shape[1] {
      for entry in starts[cell]..<starts[cell + 1] {
        rows.append(Int32(indices[entry]), values[entry])
      }
      try rows.endRow()
    }
    let genes = zip(ids, names).map { id, name in
      Gene(name: name.isEmpty ? id : name, ensemblID: EnsemblID.withoutVersion(id))
    }
    return CountsTable(cellIDs: cells, genes: genes, counts: rows.matrix)
  }

  // MARK: - Values

  private func inconsistent(_ element: ElementPath, _ complaint: String) -> PlatformError {
    PlatformError(file: file.path, place: element.description, reason: .inconsistent(complaint))
  }

  private func check(_ found: Int, _ expected: Int, _ what: String) throws(PlatformError) {
    if found != expected {
      throw PlatformError(
        file: file.path,
        reason: .lengthMismatch(what: what, expected: expected, found: found))
    }
  }

  private func texts(_ element: ElementPath) throws -> [String] {
    guard let texts = try file.read(element).values.strings else {
      throw inconsistent(element, "it holds no text")
    }
    return texts
  }

  /// Whole numbers in whatever type they are stored: R packages write them all as doubles.
  private func wholeNumbers(_ element: ElementPath) throws -> [Int] {
    let values = try file.read(element).values
    if let integers = values.integers { return integers }
    guard let numbers = values.doubles else { throw inconsistent(element, "it holds no numbers") }
    return try numbers.map { number in
      guard let whole = Int(exactly: number) else {
        throw inconsistent(element, "\(number) is not a whole number")
      }
      return whole
    }
  }

  private func counts(_ element: ElementPath) throws -> [Int32] {
    guard let numbers = try file.read(element).values.doubles else {
      throw inconsistent(element, "it holds no numbers")
    }
    return try numbers.map { number in
      guard number >= 0, let count = Int32(exactly: number) else {
        throw PlatformError(
          file: file.path, place: element.description, reason: .notACount(number))
      }
      return count
    }
  }
}

extension Species {
  /// The species of a genome assembly: `GRCh38`, `mm10`, `GRCm39`, `hg19`; nil for others.
  init?(assembly: String) {
    let name = assembly.lowercased()
    if name.hasPrefix("grch") || name.hasPrefix("hg") {
      self = .human
    } else if name.hasPrefix("grcm") || name.hasPrefix("mm") {
      self = .mouse
    } else {
      return nil
    }
  }
}
