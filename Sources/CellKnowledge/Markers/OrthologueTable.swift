/// Which mouse gene answers to which human gene.
public struct OrthologueTable: Sendable, Hashable {
  private var byHuman: [String: [String]] = [:]
  private var byMouse: [String: [String]] = [:]

  public init() {}

  /// Reads a table of two columns, human and mouse symbols, with or without a header (`human`, `mouse`, or
  /// columns whose names hold these words). Rows without an orthologue are passed over.
  public init(reading path: String) throws(KnowledgeError) {
    var rows = try DelimitedRows(path: path)
    var human = 0
    var mouse = 1
    let names = rows.header.map { $0.lowercased() }
    if let a = names.firstIndex(where: { $0.contains("human") }),
      let b = names.firstIndex(where: { $0.contains("mouse") })
    {
      (human, mouse) = (a, b)
    } else {
      guard rows.header.count == 2 else {
        throw KnowledgeError(
          file: path, reason: .columnMissing("human and of mouse", available: rows.header))
      }
      add(human: rows.header[0], mouse: rows.header[1])
    }
    while let row = try rows.next() {
      guard row.indices.contains(max(human, mouse)) else { continue }
      add(human: row[human], mouse: row[mouse])
    }
    guard !byHuman.isEmpty else { throw KnowledgeError(file: path, reason: .noRows) }
  }

  public var isEmpty: Bool { byHuman.isEmpty }
  /// Pairs, by human symbol.
  public var pairs: [(human: String, mouse: String)] {
    byHuman.keys.sorted().flatMap { human in
      (byHuman[human] ?? []).map { (human, $0) }
    }
  }

  mutating func add(human: String, mouse: String) {
    guard !human.isEmpty, !mouse.isEmpty, human.count <= 60, mouse.count <= 60 else { return }
    if byHuman[human, default: []].contains(mouse) { return }
    byHuman[human, default: []].append(mouse)
    byMouse[mouse, default: []].append(human)
  }

  /// The symbols in the other species, or none where the table has no row.
  public func symbols(for symbol: String, in species: Species) -> [String] {
    (species == .mouse ? byHuman : byMouse)[symbol] ?? []
  }
}
