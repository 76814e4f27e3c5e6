import CZlib

/// Tells by a few pieces of an array whether deflate is worth its time: noise, such as the latent vectors of cells,
/// takes long and gets hardly smaller.
struct PackingTrial {
  var options: StorageOptions

  private static let pieces = 3
  private static let pieceBytes = 16 << 10

  /// Whether the pieces get smaller by `StorageOptions.leastGain`.
  func isWorthwhile(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let length = min(Self.pieceBytes, bytes.count)
    guard length > 0 else { return false }
    let last = bytes.count - length
    let starts = (0..<Self.pieces).map { last * $0 / (Self.pieces - 1) }
    let packed = starts.reduce(0) { $0 + packedSize(bytes[$1..<$1 + length]) }
    return Double(packed) <= (1 - options.leastGain) * Double(Self.pieces * length)
  }

  private func packedSize(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
    let source = UnsafeRawBufferPointer(rebasing: bytes).assumingMemoryBound(to: UInt8.self)
    var size = compressBound(uLong(source.count))
    var target = [UInt8](repeating: 0, count: Int(size))
    let status = compress2(
      &target, &size, source.baseAddress, uLong(source.count), Int32(options.gzipLevel))
    return status == Z_OK ? Int(size) : source.count
  }
}
