import ParallelLoops

extension CountMatrix {
  /// The chosen genes, in the order given. Complexity: O(entries · log entries of a row).
  public func selectingColumns(_ chosen: [Int]) -> CountMatrix {
    var places = [Int32](repeating: -1, count: columnCount)
    for (place, column) in chosen.enumerated() {
      precondition(places[column] < 0, "selectingColumns: column \(column) is named twice")
      places[column] = Int32(place)
    }
    var starts = [0]
    var newColumns: [Int32] = []
    var newValues: [Int32] = []
    starts.reserveCapacity(rowCount + 1)
    for row in 0..<rowCount {
      let kept = entries(of: row).filter { places[Int(columns[$0])] >= 0 }
        .sorted { places[Int(columns[$0])] < places[Int(columns[$1])] }
      newColumns += kept.map { places[Int(columns[$0])] }
      newValues += kept.map { values[$0] }
      starts.append(newColumns.count)
    }
    return CountMatrix(
      rowStarts: starts, columns: newColumns, values: newValues, columnCount: chosen.count)
  }

  /// A number for each cell that depends on its counts alone, `[cells]`: an order of cells that travels
  /// with them when they are permuted. Mixes entries as SplitMix64 does (Steele, Lea & Flood 2014).
  public func rowFingerprints(threads: Int = 1) -> [UInt64] {
    let length = 4096
    return mapPieces(count: (rowCount + length - 1) / length, threads: threads) { piece in
      (piece * length..<min((piece + 1) * length, rowCount)).map(fingerprint)
    }.flatMap { $0 }
  }

  private func fingerprint(ofRow row: Int) -> UInt64 {
    var hash: UInt64 = 0
    for entry in entries(of: row) {
      let gene = UInt64(UInt32(bitPattern: columns[entry]))
      let count = UInt64(UInt32(bitPattern: values[entry]))
      hash = (hash ^ (gene << 32 | count)) &+ 0x9e37_79b9_7f4a_7c15
      hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
      hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
      hash ^= hash >> 31
    }
    return hash
  }
}

extension CellSection {
  /// The chosen genes, in the order given, with their counts.
  public func selectingGenes(_ chosen: [Int]) -> CellSection {
    CellSection(
      name: name, cellIDs: cellIDs, genes: chosen.map { genes[$0] },
      counts: counts.selectingColumns(chosen), coordinates: coordinates, labels: labels,
      species: species)
  }
}
