/// How datasets are laid out when they are written.
public struct StorageOptions: Sendable, Equatable {
  /// Deflate's effort, 1–9; 4 is what h5py and anndata take for `compression='gzip'`.
  public var gzipLevel: Int
  /// Arrays of fewer bytes than this are stored as they are.
  public var smallestCompressed: Int
  /// The bytes of values that one chunk should hold.
  public var chunkBytes: Int
  /// The share of its bytes that packing must save; numbers that save less are stored as they are.
  public var leastGain: Double

  /// gzip 4 from 1 KiB on, in chunks of 128 KiB, where it saves a seventh.
  public init(
    gzipLevel: Int = 4, smallestCompressed: Int = 1024, chunkBytes: Int = 128 << 10,
    leastGain: Double = 0.15
  ) {
    self.gzipLevel = gzipLevel
    self.smallestCompressed = smallestCompressed
    self.chunkBytes = chunkBytes
    self.leastGain = leastGain
  }

  /// The chunk for an array of this shape: whole rows as far as they fit; nil where it is not compressed.
  func chunk(shape: [Int], entryBytes: Int) -> [Int]? {
    guard let count = Extent.product(of: shape), !shape.isEmpty,
      count * entryBytes >= smallestCompressed
    else { return nil }
    var chunk = shape
    var available = max(1, chunkBytes / entryBytes)
    for axis in shape.indices.reversed() {
      chunk[axis] = min(shape[axis], available)
      available = max(1, available / chunk[axis])
    }
    return chunk
  }
}
