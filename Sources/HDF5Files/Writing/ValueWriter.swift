import CHDF5

/// Hands the values of an array to a call of libhdf5 as memory of a native type.
struct ValueWriter {
  var place: CallPlace

  /// Calls `put` with the memory type and the values; not at all where there are none.
  func write(
    _ array: TypedArray, _ put: (hid_t, UnsafeRawPointer) throws -> herr_t
  ) throws {
    guard array.count > 0, array.extent != .null else { return }
    switch array.values {
    case .int8(let values): try write(values, chdf5_native_int8(), put)
    case .int16(let values): try write(values, chdf5_native_int16(), put)
    case .int32(let values): try write(values, chdf5_native_int32(), put)
    case .int64(let values): try write(values, chdf5_native_int64(), put)
    case .uint8(let values): try write(values, chdf5_native_uint8(), put)
    case .uint16(let values): try write(values, chdf5_native_uint16(), put)
    case .uint32(let values): try write(values, chdf5_native_uint32(), put)
    case .uint64(let values): try write(values, chdf5_native_uint64(), put)
    case .float32(let values): try write(values, chdf5_native_float32(), put)
    case .float64(let values): try write(values, chdf5_native_float64(), put)
    case .boolean(let values):
      let type = try FileType.boolean(place)
      try write(values.map { Int8($0 ? 1 : 0) }, type.identifier, put)
    case .string(let values): try write(texts: values, put)
    case .reference, .compound: throw place.error(.unsupportedType("\(array.type)"))
    }
  }

  private func write<Value>(
    _ values: [Value], _ type: hid_t, _ put: (hid_t, UnsafeRawPointer) throws -> herr_t
  ) throws {
    try values.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      try place.check(try put(type, start))
    }
  }

  /// Lays the texts one after another, each ended by a zero, and hands over where each begins.
  private func write(
    texts: [String], _ put: (hid_t, UnsafeRawPointer) throws -> herr_t
  ) throws {
    var bytes: [CChar] = []
    var starts: [Int] = []
    starts.reserveCapacity(texts.count)
    for (entry, text) in texts.enumerated() {
      guard !text.utf8.contains(0) else { throw place.error(.textHoldsZero(entry: entry)) }
      starts.append(bytes.count)
      for byte in text.utf8 { bytes.append(CChar(bitPattern: byte)) }
      bytes.append(0)
    }
    let type = try FileType.text(place)
    try bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      try write(starts.map { base + $0 }, type.identifier, put)
    }
  }
}
