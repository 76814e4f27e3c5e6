import CellSections

/// Counts as a file has them, before coordinates are joined to them.
struct CountsTable {
  var cellIDs: [String]
  var genes: [Gene]
  /// `[cells, genes]`.
  var counts: CountMatrix
  var species: Species?
  /// Whether values that were not whole were rounded.
  var isRounded = false
  /// What was dropped or renamed, a sentence each.
  var notes: [String] = []

  /// The genes that `isKept` keeps.
  mutating func keepGenes(_ isKept: [Bool]) {
    let chosen = isKept.indices.filter { isKept[$0] }
    guard chosen.count < genes.count else { return }
    counts = counts.selectingColumns(chosen)
    genes = chosen.map { genes[$0] }
  }

  /// Drops the genes whose names begin so, which are a platform's controls.
  mutating func dropControls(_ prefixes: String...) {
    let isKept = genes.map { gene in !prefixes.contains { gene.name.hasPrefix($0) } }
    let dropped = isKept.count { !$0 }
    if dropped > 0 { notes.append("dropped: \(dropped.of("control feature"))") }
    keepGenes(isKept)
  }

  /// Gives genes that share a name names of their own, as `var_names_make_unique` of anndata does: the
  /// second becomes `NAME-1`.
  mutating func makeGeneNamesUnique() {
    let duplicates = genes.map(\.name).duplicates
    guard !duplicates.isEmpty else { return }
    notes.append(
      "more than once, and numbered: \(duplicates.count.of("gene name")) (\(duplicates.listed(5)))"
    )
    var taken = Set(genes.map(\.name))
    var numbers: [String: Int] = [:]
    var seen: Set<String> = []
    for place in genes.indices where !seen.insert(genes[place].name).inserted {
      let name = genes[place].name
      var number = numbers[name, default: 0] + 1
      while !taken.insert("\(name)-\(number)").inserted { number += 1 }
      numbers[name] = number
      genes[place].name = "\(name)-\(number)"
    }
  }

  /// Throws where there are no cells or genes, or a cell occurs twice.
  func checked(file: String) throws(PlatformError) -> CountsTable {
    if cellIDs.isEmpty { throw PlatformError(file: file, reason: .noCells) }
    if genes.isEmpty { throw PlatformError(file: file, reason: .noGenes) }
    let duplicates = cellIDs.duplicates
    if !duplicates.isEmpty {
      throw PlatformError(file: file, reason: .duplicateCells(duplicates))
    }
    return self
  }
}

/// Where cells lie, as a file has them.
struct PlacesTable {
  var cellIDs: [String] = []
  /// Empty, as is `y`, where there are no coordinates.
  var x: [Double] = []
  var y: [Double] = []
  /// What else is said of the cells, `[columns][cells]`.
  var columns: [(name: String, texts: [String])] = []
}

extension CountsTable {
  /// The cells that have both counts and a place, in the order of the counts.
  ///
  /// Throws where there are none, or a cell has two places.
  ///
  /// - Parameter file: the file of the places.
  func joined(
    _ places: PlacesTable, unit: LengthUnit, name: String, countsFile: String, file: String
  ) throws(PlatformError) -> VendorSection {
    let duplicates = places.cellIDs.duplicates
    if !duplicates.isEmpty {
      throw PlatformError(file: file, reason: .duplicateCells(duplicates))
    }
    let rows = Dictionary(uniqueKeysWithValues: zip(places.cellIDs, places.cellIDs.indices))
    let cells = cellIDs.indices.filter { rows[cellIDs[$0]] != nil }
    guard !cells.isEmpty else {
      throw PlatformError(
        file: file, reason: .noCellInCommon(counts: cellIDs, coordinates: places.cellIDs))
    }
    var notes = notes
    if cells.count < cellIDs.count {
      notes.append("without coordinates, and dropped: \((cellIDs.count - cells.count).of("cell"))")
    }
    let chosen = cells.compactMap { rows[cellIDs[$0]] }
    let section = CellSection(
      name: name, cellIDs: cells.map { cellIDs[$0] }, genes: genes,
      counts: cells.count < cellIDs.count ? counts.selectingRows(cells) : counts,
      coordinates: places.x.isEmpty
        ? nil
        : Coordinates(x: chosen.map { places.x[$0] }, y: chosen.map { places.y[$0] }, unit: unit),
      labels: places.columns.map { column in
        LabelColumn(name: column.name, texts: chosen.map { column.texts[$0] })
      }, species: species?.name)
    return VendorSection(
      section: section, countsFile: countsFile, isRounded: isRounded, notes: notes)
  }
}

extension LabelColumn {
  /// A column of text; empty text is missing. Categories ascend, by value where all are whole numbers.
  init(name: String, texts: [String]) {
    let distinct = Set(texts).subtracting([""])
    let numbers = distinct.compactMap(Int.init)
    let categories =
      numbers.count == distinct.count
      ? distinct.sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) } : distinct.sorted()
    let codes = Dictionary(
      uniqueKeysWithValues: zip(categories, categories.indices.map(Int32.init)))
    self.init(name: name, categories: categories, codes: texts.map { codes[$0] ?? -1 })
  }
}
