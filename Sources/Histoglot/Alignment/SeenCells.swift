import CellSections
import Foundation

/// Which cells a model was aligned on, known by fingerprints of their counts: enough to tell whether cells are
/// held out, whatever file they stand in by now.
///
/// Two cells of the same counts have one fingerprint; on a panel of few genes that happens by chance.
public struct SeenCells: Codable, Sendable, Equatable {
  /// Ascending, each once.
  private let fingerprints: [UInt64]

  /// - Parameter chosen: of each section the cells that were seen.
  init(_ sections: [PreparedSection], cells chosen: [[Int]]) {
    var found: Set<UInt64> = []
    for (section, cells) in zip(sections, chosen) {
      let ofSection = section.counts.counts.rowFingerprints()
      for cell in cells { found.insert(ofSection[cell]) }
    }
    fingerprints = found.sorted()
  }

  /// Whether each cell of a section has the counts of a seen one, `[cells]`.
  ///
  /// Complexity: O(counts + cells log seen). A section with fewer of the model's genes than the one that was
  /// seen has other fingerprints.
  public func contains(_ section: PreparedSection) -> [Bool] {
    section.counts.counts.rowFingerprints().map(contains)
  }

  private func contains(_ fingerprint: UInt64) -> Bool {
    var low = 0
    var high = fingerprints.count
    while low < high {
      let middle = (low + high) / 2
      if fingerprints[middle] < fingerprint { low = middle + 1 } else { high = middle }
    }
    return low < fingerprints.count && fingerprints[low] == fingerprint
  }

  /// Reads base64 of eight bytes each, the lowest first.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let bytes = [UInt8](try container.decode(Data.self))
    guard bytes.count % 8 == 0 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(bytes.count) bytes are no numbers of eight")
    }
    let read = stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    fingerprints = read.sorted()
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let bytes = fingerprints.flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    try container.encode(Data(bytes))
  }
}
