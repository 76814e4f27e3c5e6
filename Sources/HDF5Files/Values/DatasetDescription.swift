/// What is known of a dataset before any of its values is read.
public struct DatasetDescription: Sendable, Equatable {
  /// Where it stands, soft links followed.
  public var path: ElementPath
  /// What one entry is.
  public var type: ElementType
  /// The axes.
  public var extent: Extent
  /// How the entries lie in the file.
  public var storage: Storage
  /// What the chunks went through on their way to disk, in that order.
  public var filters: [FilterDescription]
  /// The bytes of values in the file, compressed.
  public var storedBytes: Int
  /// The bytes of one entry in memory; of one pointer for text of any length.
  public var entryBytes: Int

  /// The lengths of the axes, slowest first; `[]` for a scalar.
  public var shape: [Int] { extent.shape }

  /// The filter that keeps the values from being read, if there is one.
  public var missingFilter: FilterDescription? { filters.first { !$0.isAvailable } }

  /// How the entries of a dataset lie in the file.
  public enum Storage: Sendable, Equatable {
    /// In the header.
    case compact
    /// In one piece.
    case contiguous
    /// In pieces of this shape.
    case chunked([Int])
    /// In other datasets.
    case virtual
    /// In other files.
    case external
  }
}

/// A filter that chunks of a dataset went through.
public struct FilterDescription: Sendable, Hashable {
  /// The number registered with The HDF Group.
  public var identifier: Int
  /// The name people know it by: `gzip`, `lzf`, `zstd`, `blosc`.
  public var name: String
  /// Whether it can be undone here.
  public var isAvailable: Bool
}
