import CellSections

/// A prepared section with the codes of its labels, one list for each task of the model.
public struct LabelledSection: Sendable {
  public let section: PreparedSection
  /// For each task the category of each cell, -1 for none, `[tasks][cells]`.
  public let codes: [[Int32]]
  /// How much each code counts in training beside a label that somebody gave, which counts 1, `[tasks][cells]`.
  package let trust: [[Float]]

  /// - Parameter codes: `[tasks][cells]`, -1 for none.
  init(_ section: PreparedSection, codes: [[Int32]]) {
    self.init(section, codes: codes, trust: codes.map { $0.map { _ in 1 } })
  }

  private init(_ section: PreparedSection, codes: [[Int32]], trust: [[Float]]) {
    self.section = section
    self.codes = codes
    self.trust = trust
  }

  /// The same with other codes for one task, and how much each counts.
  func replacing(codes: [Int32], trust: [Float], task: Int) -> LabelledSection {
    var (all, counts) = (self.codes, self.trust)
    all[task] = codes
    counts[task] = trust
    return LabelledSection(section, codes: all, trust: counts)
  }

  /// Finds the labels of the tasks in a section's `obs`.
  ///
  /// - Throws: `TrainingError.missingLabel` where a key is missing and `allowsMissing` is not set.
  public init(
    _ section: PreparedSection, labels: [LabelColumn], tasks: [LabelTask],
    allowsMissing: Bool = false
  ) throws {
    let codes = try tasks.map { task in
      guard let column = labels.first(where: { $0.name == task.key }) else {
        if allowsMissing { return [Int32](repeating: -1, count: section.cellCount) }
        throw TrainingError.missingLabel(
          key: task.key, section: section.name, has: labels.map(\.name))
      }
      let places = column.categories.map { name in
        task.categories.firstIndex(of: name).map(Int32.init) ?? -1
      }
      return column.codes.map { $0 < 0 ? -1 : places[Int($0)] }
    }
    self.init(section, codes: codes)
  }
}

/// The tasks that some sections' labels define.
///
/// Categories are those that cells carry, in the order in which the sections list them.
///
/// - Parameters:
///   - keys: `obs` keys.
///   - ignored: categories that count as no label, such as `undetermined`.
/// - Throws: `TrainingError` where a key is missing everywhere, carried by no cell, always the same, or naming
///   cells or elements that annotated files cannot have.
public func labelTasks(
  keys: [String], sections: [CellSection], ignored: Set<String> = []
) throws -> [LabelTask] {
  for (index, key) in keys.enumerated() where keys[..<index].contains(key) {
    throw TrainingError.keyKnown(key: key)
  }
  if keys.count > 1, let key = keys.first(where: { $0.contains("/") }) {
    throw TrainingError.unusableKey(key)
  }
  return try keys.map { key in
    var categories: [String] = []
    var colors: [String: String] = [:]
    var cells = 0
    for section in sections {
      guard let column = section.label(key) else {
        throw TrainingError.missingLabel(
          key: key, section: section.name, has: section.labels.map(\.name))
      }
      let used = Set(column.codes)
      for (code, name) in column.categories.enumerated()
      where used.contains(Int32(code)) && !ignored.contains(name) {
        if !categories.contains(name) { categories.append(name) }
        if let color = column.colors?[code], colors[name] == nil { colors[name] = color }
      }
      cells += column.codes.count { $0 >= 0 && !ignored.contains(column.categories[Int($0)]) }
    }
    if categories.isEmpty { throw TrainingError.noLabels(key: key) }
    if categories.count < 2 { throw TrainingError.oneClass(key: key, only: categories[0]) }
    if categories.count > mostSingleCategories, 2 * categories.count > cells {
      throw TrainingError.namesOfCells(key: key, categories: categories.count, cells: cells)
    }
    if let name = categories.first(where: { !isLearnable(category: $0) }) {
      throw TrainingError.unusableName(key: key, name: name)
    }
    let hasColors = categories.allSatisfy { colors[$0] != nil }
    return LabelTask(
      key: key, categories: categories, colors: hasColors ? categories.map { colors[$0]! } : nil,
      novelty: .untried)
  }
}

/// The names of two sections with the same counts, cell for cell; nil where there are none.
public func sameCells(_ sections: [CellSection]) -> (String, String)? {
  for (index, section) in sections.enumerated() where section.cellCount > 1 {
    for other in sections[..<index]
    where other.cellCount == section.cellCount && other.genes.count == section.genes.count
      && other.counts == section.counts
    {
      return (other.name, section.name)
    }
  }
  return nil
}

/// Throws where a section is given twice: what trains would judge itself.
public func requireDifferent(_ sections: [CellSection]) throws {
  if let (one, other) = sameCells(sections) { throw TrainingError.sameCells(one, other) }
}

/// With one labelled cell of each class, as few-shot learning may have, more classes than this are hardly meant.
private let mostSingleCategories = 100

/// Whether a category can stand in an annotated file: "Unknown" is what cells of low confidence are called there, and
/// elements of HDF5 have none of the other names.
func isLearnable(category: String) -> Bool {
  !["Unknown", "", ".", ".."].contains(category) && !category.hasPrefix("/")
    && !category.hasSuffix("/") && !category.contains("//")
}
