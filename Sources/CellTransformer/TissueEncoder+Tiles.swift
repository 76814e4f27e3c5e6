import Autodiff

extension TissueEncoder {
  /// Whether a large section can be worked on in pieces with the same result: each cell meets its neighbours, or
  /// all cells through sums.
  public var canRunInTiles: Bool {
    configuration.position == .relative && !configuration.blocks.contains(.exact)
  }

  /// Turns tokens into hidden states in their place; nothing is recorded and nothing dropped.
  ///
  /// Beside the states, `[cells, width]`, there are never more than those of one tile, and a third of the columns of
  /// queries, keys and values. The result differs by rounding at most from that of all cells at once.
  ///
  /// - Parameters:
  ///   - states: tokens, `[cells, width]`; hidden states after the last LayerNorm when this returns.
  ///   - blockRows: how many cells at a time pass the parts that know no other cell.
  public func run(
    overwriting states: Variable<Scalar>, _ tiles: SectionTiles, blockRows: Int
  ) {
    precondition(canRunInTiles, "TissueEncoder: blocks that cannot run in tiles")
    precondition(
      states.rows == tiles.cellCount,
      "TissueEncoder: \(states.rows) states, tiles of \(tiles.cellCount) cells")
    states.tape.workspace.profile?.enter(EncoderStage.encoder)
    defer { states.tape.workspace.profile?.leave() }
    for block in blocks {
      switch block.attention {
      case .neighbourhood: block.runNeighbourhood(overwriting: states, tiles)
      case .flow: block.runFlow(overwriting: states, blockRows: blockRows)
      case .itself: block.runItself(overwriting: states, blockRows: blockRows)
      case .exact: preconditionFailure("TissueEncoder: exact attention in tiles")
      }
    }
    states.tape.overwriteRows(of: states.value, blockRows: blockRows) { _, rows in norm(rows) }
  }
}

extension EncoderBlock {
  /// Neighbourhood attention, tile by tile.
  fileprivate func runNeighbourhood(
    overwriting states: Variable<Scalar>, _ tiles: SectionTiles
  ) {
    let tape = states.tape
    let workspace = tape.workspace
    let width = states.columns
    let kept = workspace.uninitialized(tiles.keptCount, width)
    var stream = RandomStream(seed: 0)
    for index in 0..<tiles.count {
      let tile: SectionTiles.Tile<Scalar> = tiles.tile(index, in: workspace)
      let before = workspace.uninitialized(tile.cells.count, width)
      workspace.copyRows(tile.cells.count, columns: width) { place in
        let cell = tile.cells[place]
        let source =
          tiles.slot(of: cell, readBy: index).map { kept.pointer + $0 * width }
          ?? states.value.pointer + Int(cell) * width
        return (UnsafePointer(source), before.pointer + place * width)
      }
      let own = 0..<tile.ownCount
      for (place, cell) in tile.cells[own].enumerated() {
        guard let slot = tiles.slotToKeep(cell) else { continue }
        (kept.pointer + slot * width).update(from: before.pointer + place * width, count: width)
      }
      let hidden = tape.constant(before)
      let mixed = mix(hidden, tile.context)
      let after = finish(tape.rows(hidden, own), tape.rows(mixed, own), &stream)
      workspace.copyRows(tile.ownCount, columns: width) { place in
        let target = states.value.pointer + Int(tile.cells[place]) * width
        return (UnsafePointer(after.value.pointer + place * width), target)
      }
    }
  }

  /// Flow attention over all cells: heads are summarised some at a time, then each block of cells is finished with queries
  /// that are computed once more.
  fileprivate func runFlow(overwriting states: Variable<Scalar>, blockRows: Int) {
    guard let query, let key else { preconditionFailure("EncoderBlock: flow without queries") }
    let tape = states.tape
    let headWidth = states.columns / heads
    let perGroup = max(1, heads / 3)
    let groups = stride(from: 0, to: heads, by: perGroup).map { first in
      let here = min(perGroup, heads - first)
      return summarize(
        states, query, key, heads: here, columns: first * headWidth..<(first + here) * headWidth,
        blockRows: blockRows)
    }
    let summary = FlowSummary(joining: groups)
    var stream = RandomStream(seed: 0)
    tape.overwriteRows(of: states.value, blockRows: blockRows) { _, rows in
      let query = tape.sigmoid(query(attentionNorm(rows)))
      let mixed = tape.flowAttention(query: query, summary: summary)
      return finish(rows, mixed, &stream)
    }
  }

  /// A block that lets no cells meet.
  fileprivate func runItself(overwriting states: Variable<Scalar>, blockRows: Int) {
    let tape = states.tape
    var stream = RandomStream(seed: 0)
    tape.overwriteRows(of: states.value, blockRows: blockRows) { _, rows in
      finish(rows, value(attentionNorm(rows), then: nil), &stream)
    }
  }

  private func summarize(
    _ states: Variable<Scalar>, _ query: Linear<Scalar>, _ key: Linear<Scalar>, heads: Int,
    columns: Range<Int>, blockRows: Int
  ) -> FlowSummary<Scalar> {
    let tape = states.tape
    let width = columns.count
    let parts = (0..<3).map { _ in tape.workspace.uninitialized(states.rows, width) }
    for start in stride(from: 0, to: states.rows, by: blockRows) {
      let range = start..<min(states.rows, start + blockRows)
      let normal = attentionNorm(tape.rows(states, range))
      let made = [
        tape.sigmoid(query(normal, outputs: columns)), tape.sigmoid(key(normal, outputs: columns)),
        value(normal, outputs: columns),
      ]
      for (part, block) in zip(parts, made) {
        tape.workspace.copyRows(block.value, to: part.pointer + start * width)
      }
    }
    return tape.flowSummary(
      query: tape.constant(parts[0]), key: tape.constant(parts[1]),
      overwriting: tape.constant(parts[2]), heads: heads)
  }
}
