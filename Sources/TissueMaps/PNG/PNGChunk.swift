/// A chunk of a PNG file (PNG specification, third edition, §5).
package enum PNGChunk {
  /// The file with a `pHYs` chunk right after its header, so that print shops and word processors know its
  /// size; 300 dots per inch are 11,811 pixels a metre.
  static func insertingResolution(dotsPerInch: Double, into file: [UInt8]) -> [UInt8] {
    let perMetre = UInt32(min((dotsPerInch / 0.0254).rounded(), Double(Int32.max)))
    let content = bigEndian(perMetre) + bigEndian(perMetre) + [1]
    return Array(file.prefix(endOfHeader)) + chunk("pHYs", content) + file.dropFirst(endOfHeader)
  }

  /// The signature and the IHDR chunk.
  private static let endOfHeader = 8 + 4 + 4 + 13 + 4

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let checked = Array(name.utf8) + content
    return bigEndian(UInt32(content.count)) + checked + bigEndian(crc32(checked))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The cyclic redundancy check of ISO 3309, bit by bit; chunks of ours are a few bytes.
  package static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
