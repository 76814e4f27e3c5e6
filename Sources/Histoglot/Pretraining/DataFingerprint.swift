import CellSections

/// What tells whether a resumed run has the section it had.
struct DataFingerprint: Codable, Equatable, CustomStringConvertible {
  var name: String
  var cells: Int
  var genes: Int
  var counts: Int

  init(_ section: PreparedSection) {
    name = section.name
    cells = section.cellCount
    genes = section.counts.genes.count
    counts = section.counts.statistics.librarySizes.reduce(0, +)
  }

  var description: String {
    "\(name) of \(cells.of("cell")) × \(genes.of("gene")), \(counts.of("count"))"
  }

  /// How the sections of a saved run differ from those of another, in words; nil where they are the same.
  static func difference(of saved: [Self], from now: [Self]) -> String? {
    if saved == now { return nil }
    if saved.count != now.count { return "\(saved.count) and not \(now.count)" }
    return zip(saved, now).first { $0 != $1 }.map { "\($0), and not \($1)" }
  }
}
