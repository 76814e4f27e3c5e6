import CHDF5

/// Memory for the text of any length that one read hands out, freed all at once, with a budget.
///
/// Many entries of a damaged or hostile file can point to one long text; without a budget each of them
/// would get its own copy.
final class TextArena {
  private var blocks: [UnsafeMutableRawPointer] = []
  private var next = 0
  private var blockEnd = 0
  private var remaining: Int

  init(budget: Int) { remaining = budget }

  deinit { for block in blocks { block.deallocate() } }

  /// Makes reads with these transfer properties take their text from the arena, which must outlive them.
  func serve(_ transfer: hid_t, _ place: CallPlace) throws {
    try place.check(
      H5Pset_vlen_mem_manager(
        transfer,
        { size, arena in
          guard let arena else { return nil }
          return Unmanaged<TextArena>.fromOpaque(arena).takeUnretainedValue().allocate(size)
        }, Unmanaged.passUnretained(self).toOpaque(),
        { _, _ in }, nil))
  }

  private func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    guard size <= remaining else { return nil }
    remaining -= size
    let aligned = (size + 15) & ~15
    if next + aligned > blockEnd {
      let blockSize = max(aligned, 1 << 20)
      blocks.append(.allocate(byteCount: blockSize, alignment: 16))
      (next, blockEnd) = (0, blockSize)
    }
    defer { next += aligned }
    return blocks[blocks.count - 1] + next
  }
}
