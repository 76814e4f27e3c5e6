import HDF5Files

/// Goes through every element of a file by its headers.
struct StructureWalk {
  let reader: ElementReader

  /// The elements that cannot be read, by path.
  func unreadable() -> [UnreadableElement] {
    var found: [UnreadableElement] = []
    var seen: Set<ObjectIdentity> = []
    walk(.root, depth: 0, &seen, &found)
    return found
  }

  /// The groups under `start`, itself included, that can be read and pass `isWanted`.
  func groups(
    under start: ElementPath = .root, where isWanted: (ElementPath) throws -> Bool
  ) -> [ElementPath] {
    var found: [ElementPath] = []
    var seen: Set<ObjectIdentity> = []
    var waiting = [start]
    while let path = waiting.popLast() {
      guard path.names.count <= ElementReader.depthLimit, seen.count < ElementReader.countLimit,
        (try? reader.file.kind(of: path)) == .group,
        let identity = try? reader.file.identity(of: path), seen.insert(identity).inserted
      else { continue }
      if (try? isWanted(path)) == true { found.append(path) }
      waiting += ((try? reader.file.links(of: path)) ?? []).map { path / $0.name }.reversed()
    }
    return found
  }

  private func walk(
    _ path: ElementPath, depth: Int, _ seen: inout Set<ObjectIdentity>,
    _ found: inout [UnreadableElement]
  ) {
    guard depth <= ElementReader.depthLimit, seen.count < ElementReader.countLimit else { return }
    if !path.isRoot, case .unreadable(let reason)? = reader.kind(of: path) {
      found.append(UnreadableElement(path: path, reason: reason))
      return
    }
    guard let kind = try? reader.file.kind(of: path), kind == .group,
      let identity = try? reader.file.identity(of: path), seen.insert(identity).inserted
    else { return }
    do {
      if reader.kind(of: path) == .categorical {
        _ = try reader.file.attribute("ordered", of: path)
      }
    } catch {
      found.append(
        UnreadableElement(path: path, reason: "attribute 'ordered': \(failureReason(error))"))
    }
    do {
      for link in try reader.file.links(of: path) {
        if link.kind == .other {
          found.append(
            UnreadableElement(
              path: path / link.name,
              reason: "a link of an unknown kind, or a name that is not UTF-8"))
          continue
        }
        walk(path / link.name, depth: depth + 1, &seen, &found)
      }
    } catch {
      found.append(UnreadableElement(path: path, reason: failureReason(error)))
    }
  }
}
