import Testing
import TissueMaps

struct PNGChunkTests {
  @Test func `the check sum is that of the specification`() {
    #expect(PNGChunk.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(PNGChunk.crc32(Array("IEND".utf8)) == 0xAE42_6082)
  }
}
