import Foundation

/// Reads the binary that `tools/subset-font.py` writes; the format is described there.
///
/// The bytes are part of the program, so a fault in them is a programmer's error and traps.
struct TypefaceDecoder {
  private let bytes: [UInt8]
  private var position = 0
  private static let unitsPerEm = 1024.0

  static func decode(base64: String) -> Typeface {
    guard let data = Data(base64Encoded: base64) else {
      preconditionFailure("TypefaceDecoder: \(base64.utf8.count) characters are not base64")
    }
    return decode([UInt8](data))
  }

  private static func decode(_ bytes: [UInt8]) -> Typeface {
    var decoder = TypefaceDecoder(bytes: bytes)
    precondition(
      bytes.starts(with: Array("HGTF".utf8)), "TypefaceDecoder: \(bytes.count) bytes are no font")
    decoder.position = 4
    let faceCount = decoder.unsigned()
    precondition(faceCount == 2, "TypefaceDecoder: \(faceCount) faces, not 2")
    let regular = decoder.face()
    return Typeface(regular: regular, semibold: decoder.face())
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func unsigned() -> Int {
    var (value, shift) = (0, 0)
    while true {
      let byte = Int(bytes[position])
      position += 1
      value |= (byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  private static func unzigzag(_ value: Int) -> Int { value >> 1 ^ -(value & 1) }

  private mutating func length() -> Double {
    Double(Self.unzigzag(unsigned())) / Self.unitsPerEm
  }

  private mutating func face() -> Face {
    let capHeight = length()
    var glyphs: [Glyph] = []
    var glyphOfScalar: [UInt32: Int] = [:]
    var scalar = 0
    for index in 0..<unsigned() {
      scalar += unsigned()
      glyphOfScalar[UInt32(scalar)] = index
      let advance = Double(unsigned()) / Self.unitsPerEm
      glyphs.append(Glyph(advance: advance, contours: (0..<unsigned()).map { _ in contour() }))
    }
    var kerning: [UInt32: Double] = [:]
    var left = 0
    for _ in 0..<unsigned() {
      left += unsigned()
      let right = unsigned()
      kerning[UInt32(left << 16 | right)] = length()
    }
    return Face(
      capHeight: capHeight, glyphs: glyphs, glyphOfScalar: glyphOfScalar,
      kerning: kerning)
  }

  private mutating func contour() -> [GlyphPoint] {
    var (x, y) = (0, 0)
    return (0..<unsigned()).map { _ in
      let step = unsigned()
      x += Self.unzigzag(step >> 1)
      y += Self.unzigzag(unsigned())
      return GlyphPoint(
        x: Double(x) / Self.unitsPerEm, y: Double(y) / Self.unitsPerEm, isOnCurve: step & 1 == 1)
    }
  }
}
