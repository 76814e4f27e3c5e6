/// Who is a kind of whom, as a graph of ids.
struct Lineage<ID: Hashable & Sendable & Comparable>: Sendable {
  private let parents: [ID: [ID]]
  private let children: [ID: [ID]]

  /// Parents that are no member themselves are left out.
  init(parents list: [(id: ID, parents: [ID])]) {
    let members = Set(list.map(\.id))
    var parents: [ID: [ID]] = [:]
    var children: [ID: [ID]] = [:]
    for (id, above) in list {
      parents[id] = above.filter(members.contains)
      for parent in above where members.contains(parent) {
        children[parent, default: []].append(id)
      }
    }
    self.parents = parents
    self.children = children.mapValues { $0.sorted() }
  }

  func parents(of id: ID) -> [ID] { parents[id] ?? [] }
  func children(of id: ID) -> [ID] { children[id] ?? [] }

  /// All above, nearest first, each once.
  func ancestors(of id: ID) -> [ID] { walk(from: id, parents) }
  /// All below, nearest first, each once.
  func descendants(of id: ID) -> [ID] { walk(from: id, children) }

  private func walk(from id: ID, _ edges: [ID: [ID]]) -> [ID] {
    var seen: Set<ID> = [id]
    var found: [ID] = []
    var next = 0
    var current = id
    while true {
      for neighbour in edges[current] ?? [] where seen.insert(neighbour).inserted {
        found.append(neighbour)
      }
      guard next < found.count else { return found }
      current = found[next]
      next += 1
    }
  }

  /// Members that are their own ancestors, from one of them round to itself; nil where there are none.
  ///
  /// Without recursion, so that a long chain cannot exhaust the stack. O(members + edges).
  var cycle: [ID]? {
    // True while a member's ancestors are being walked, false once they are done.
    var isOpen: [ID: Bool] = [:]
    for root in parents.keys.sorted() where isOpen[root] == nil {
      var path: [(id: ID, next: Int)] = [(root, 0)]
      isOpen[root] = true
      while let (id, next) = path.last {
        let above = parents[id] ?? []
        guard next < above.count else {
          isOpen[id] = false
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let parent = above[next]
        switch isOpen[parent] {
        case true?:
          let start = path.firstIndex { $0.id == parent } ?? 0
          return path[start...].map(\.id) + [parent]
        case false?: continue
        case nil:
          isOpen[parent] = true
          path.append((parent, 0))
        }
      }
    }
    return nil
  }
}
