extension TypedArray {
  /// How many bytes the values take in a file when they are not compressed, and a little more: text of any
  /// length takes a reference, a heap entry, and its bytes.
  public var storedBytesAtMost: Int {
    switch values {
    case .int8, .uint8, .boolean: count
    case .int16, .uint16: 2 * count
    case .int32, .uint32, .float32: 4 * count
    case .int64, .uint64, .float64, .reference: 8 * count
    case .string(let texts): texts.reduce(0) { $0 + $1.utf8.count + 64 }
    case .compound(let columns):
      columns.reduce(0) { $0 + TypedArray($1.values).storedBytesAtMost }
    }
  }
}
