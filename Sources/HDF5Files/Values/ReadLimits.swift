/// How far values may outgrow the bytes they are stored in before reading is refused.
///
/// A file of kilobytes can claim terabytes (an extent without stored values, or compression of zeros), so
/// what a dataset claims is held against what is stored before memory is taken for it. Deflate reaches
/// 1,032 : 1 on zeros; count matrices stay below 100 : 1.
public struct ReadLimits: Sendable, Equatable {
  /// Below this many bytes in memory nothing is refused.
  public var unquestionedBytes: Int
  /// The largest ratio of bytes in memory to bytes stored.
  public var largestExpansion: Int
  /// How many soft links may lead from one to the next.
  public var softLinkDepth: Int

  /// 256 MiB, 200 : 1 and 16 links.
  public init(
    unquestionedBytes: Int = 256 << 20, largestExpansion: Int = 200, softLinkDepth: Int = 16
  ) {
    self.unquestionedBytes = unquestionedBytes
    self.largestExpansion = largestExpansion
    self.softLinkDepth = softLinkDepth
  }
}
