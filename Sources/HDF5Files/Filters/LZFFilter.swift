import CHDF5

/// LZF as a filter of libhdf5, registered in this process, for reading only.
enum LZFFilter {
  /// The number h5py registered with The HDF Group.
  static let identifier: H5Z_filter_t = 32000

  /// The most that LZF can expand: three bytes become 264.
  private static let largestExpansion = 88

  /// Makes the filter known to libhdf5; false where that fails.
  static func register() -> Bool {
    // libhdf5 keeps the name's address for good; a static string never moves.
    let name: StaticString = "lzf"
    var description = H5Z_class2_t(
      version: H5Z_CLASS_T_VERS, id: identifier, encoder_present: 1, decoder_present: 1,

      name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self), can_apply: nil,
      set_local: nil, filter: filter)
    return H5Zregister(&description) >= 0
  }

  /// Undoes LZF on one chunk; 0 says that it cannot be done. Compression answers 0, which leaves a chunk
  /// uncompressed, since h5py registers the filter as optional.
  private static let filter: H5Z_func_t = {
    flags, parameterCount, parameters, byteCount, bufferSize, buffer in
    guard flags & UInt32(H5Z_FLAG_REVERSE) != 0, let buffer, let bufferSize,
      let compressed = buffer.pointee
    else { return 0 }
    let input = UnsafeRawBufferPointer(start: compressed, count: byteCount)
    // h5py notes the chunk's size as the third parameter; libhdf5 would read beyond a shorter buffer.
    let chunkBytes = parameterCount > 2 ? Int(parameters?[2] ?? 0) : 0
    let limit = byteCount.multipliedReportingOverflow(by: largestExpansion)
    guard !limit.overflow,
      let output = LZFDecoder.decode(input, largestOutput: limit.partialValue),
      output.count >= chunkBytes,
      let decoded = H5allocate_memory(max(output.count, 1), false)
    else { return 0 }
    output.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { decoded.copyMemory(from: start, byteCount: bytes.count) }
    }
    H5free_memory(compressed)
    buffer.pointee = decoded
    bufferSize.pointee = output.count
    return output.count
  }
}
