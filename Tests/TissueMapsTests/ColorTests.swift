import Testing
import TissueMaps

struct ColorTests {
  @Test(
    arguments: [
      ("#E69F00", 0xE69F00), ("e69f00", 0xE69F00), ("#fff", 0xFFFFFF), ("#0a3", 0x00AA33),
      ("#56B4E9FF", 0x56B4E9), ("#00000000", 0),
    ] as [(String, UInt32)])
  func `hex colors are read with and without number sign and opacity`(
    text: String, bits: UInt32
  ) {
    #expect(Color(hex: text) == Color(bits))
  }

  @Test(arguments: [
    "", "#", "#12", "#12345", "#1234567", "##123456", "#GG0000", "red", "#ÄÖÜ", "12 456",
  ])
  func `what is no hex color is refused`(text: String) {
    #expect(Color(hex: text) == nil)
  }

  @Test func `hex text and color are each other's inverse`() {
    for bits in stride(from: UInt32(0), through: 0xFFFFFF, by: 65_537) {
      #expect(Color(hex: Color(bits).hex) == Color(bits))
    }
    #expect(Color(red: 1, green: 2, blue: 255).hex == "#0102FF")
  }
}
