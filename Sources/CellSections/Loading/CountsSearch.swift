import AnnDataFiles

/// Finds the element of a file that holds counts.
///
/// `X` is looked at first, then `layers['counts']`, other layers, and `raw`. Whole numbers are counts in
/// whatever type they are stored, as most tools store them as floats.
struct CountsSearch {
  /// Counts and where they were.
  struct Found {
    var location: MatrixLocation
    var counts: CountMatrix
    var isRounded = false
    var notes: [String] = []
  }

  let file: SectionFile
  let options: SectionOptions

  /// Throws a `SectionError` with `noCounts`, `notACount` or `missing`, or what a damaged element throws.
  func find() throws -> Found {
    if let name = options.countsElement {
      let location = try location(named: name)
      return try accepted(location)
    }
    let candidates = ordered(file.contents.matrixLocations)
    guard !candidates.isEmpty else {
      throw file.error(nil, .noCounts(lookedAt: ["neither X nor layers nor raw"]))
    }
    if case .acceptNonInteger = options.countsPolicy { return try accepted(candidates[0]) }
    var lookedAt: [String] = []
    var firstUnreadable: (any Error)?
    var empty: Found?
    for location in candidates {
      do {
        let counts = try read(location)
        let found = Found(
          location: location, counts: counts, notes: notes(location, lookedAt: lookedAt))
        // A matrix without a single count is whole-numbered too; another may hold the counts.
        if !counts.values.isEmpty { return found }
        empty = empty ?? found
        lookedAt.append("\(location): no count in it")
      } catch let error as AnnDataError {
        guard case .notCounts(let row, let column, let problem) = error.reason else { throw error }
        lookedAt.append("\(location): " + (try complaint(location, row, column, problem)))
      } catch let error as HDF5Error {
        firstUnreadable = firstUnreadable ?? error
        lookedAt.append("\(location): cannot be read")
      }
    }
    if let empty { return empty }
    if let firstUnreadable { throw firstUnreadable }
    throw file.error(nil, .noCounts(lookedAt: lookedAt))
  }

  private func ordered(_ locations: [MatrixLocation]) -> [MatrixLocation] {
    let first: [MatrixLocation] = [.x, .layer("counts")]
    return first.filter(locations.contains) + locations.filter { !first.contains($0) }
  }

  private func location(named name: String) throws -> MatrixLocation {
    let locations = file.contents.matrixLocations
    let known: [MatrixLocation: [String]] = [.x: ["X"], .raw: ["raw", "raw.X", "raw/X"]]
    let match = locations.first { location in
      if case .layer(let layer) = location {
        return [layer, "layers/\(layer)", "layers['\(layer)']"].contains(name)
      }
      return known[location]?.contains(name) ?? false
    }
    guard let match else {
      throw file.error(name, .missing(available: locations.map(\.description)))
    }
    return match
  }

  /// The counts of an element the user named, or that scores may be taken from.
  private func accepted(_ location: MatrixLocation) throws -> Found {
    do {
      return Found(location: location, counts: try read(location))
    } catch let error as AnnDataError {
      guard case .notCounts(let row, let column, let problem) = error.reason else { throw error }
      guard case .acceptNonInteger(let scale) = options.countsPolicy, problem.isRepairedByRounding
      else {
        throw try notACount(location, row, column, problem.value)
      }
      let counts = try rounded(location, scale)
      return Found(
        location: location, counts: counts, isRounded: true,
        notes: ["\(location) holds values that are not whole; they were rounded"])
    }
  }

  private func read(_ location: MatrixLocation) throws -> CountMatrix {
    let rows = try file.contents.readRows(location, as: Int32.self)
    return CountMatrix(
      rowStarts: rows.rowStarts, columns: rows.columns, values: rows.values,
      columnCount: rows.columnCount)
  }

  private func rounded(_ location: MatrixLocation, _ scale: Double) throws -> CountMatrix {
    let rows = try file.contents.readRows(location, as: Double.self)
    var (starts, columns, values) = ([0], [Int32](), [Int32]())
    for row in 0..<rows.rowCount {
      for entry in rows.entries(of: row) {
        let value = rows.values[entry]
        guard value >= 0, let count = Int32(exactly: (value * scale).rounded()) else {
          throw try notACount(location, row, Int(rows.columns[entry]), value)
        }
        if count > 0 {
          columns.append(rows.columns[entry])
          values.append(count)
        }
      }
      starts.append(columns.count)
    }
    return CountMatrix(
      rowStarts: starts, columns: columns, values: values, columnCount: rows.columnCount)
  }

  private func notes(_ location: MatrixLocation, lookedAt: [String]) -> [String] {
    lookedAt.isEmpty
      ? [] : ["counts are taken from \(location) (\(lookedAt.joined(separator: "; ")))"]
  }

  // MARK: - Complaints

  private func names(
    _ location: MatrixLocation, _ row: Int, _ column: Int
  ) throws -> (cell: String, gene: String) {
    let cells = try file.contents.rowNames(of: .obs)
    let genes =
      location == .raw
      ? try file.contents.rawGeneNames() ?? [] : try file.contents.rowNames(of: .var)
    return (
      cells.indices.contains(row) ? cells[row] : "\(row)",
      genes.indices.contains(column) ? genes[column] : "\(column)"
    )
  }

  private func complaint(
    _ location: MatrixLocation, _ row: Int, _ column: Int, _ problem: MatrixValueFailure.Problem
  ) throws -> String {
    let (cell, gene) = try names(location, row, column)
    return "\(problem.value) in cell \(cell), gene \(gene)"
  }

  private func notACount(
    _ location: MatrixLocation, _ row: Int, _ column: Int, _ value: Double
  ) throws -> SectionError {
    let (cell, gene) = try names(location, row, column)
    return file.error(
      location.description, .notACount(value: "\(value)", cell: cell, gene: gene))
  }
}

extension MatrixValueFailure.Problem {
  /// The value that is no count; NaN where it is not finite or no number.
  fileprivate var value: Double {
    switch self {
    case .notNumeric, .notFinite: .nan
    case .negative(let value), .notWhole(let value), .tooLarge(let value): value
    }
  }

  fileprivate var isRepairedByRounding: Bool {
    if case .notWhole = self { true } else { false }
  }
}
