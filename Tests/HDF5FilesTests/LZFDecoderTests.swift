import HDF5Files
import Testing

@Suite("LZF")
struct LZFDecoderTests {
  private func decode(_ bytes: [UInt8], largestOutput: Int = 1 << 20) -> [UInt8]? {
    bytes.withUnsafeBytes { LZFDecoder.decode($0, largestOutput: largestOutput) }
  }

  @Test("a control byte below 32 announces one literal more than it says")
  func literals() {
    #expect(decode([2, 7, 8, 9]) == [7, 8, 9])
    #expect(decode([0, 1, 1, 2, 3]) == [1, 2, 3])
    #expect(decode([]) == [])
  }

  @Test("a copy repeats what it wrote itself")
  func overlap() {
    // 'ab', then six bytes from two back.
    #expect(decode([1, 97, 98, 4 << 5, 1]) == [97, 98, 97, 98, 97, 98, 97, 98])
    // One byte, then nine from one back: length 7 says that another byte is added.
    #expect(decode([0, 5, 7 << 5, 0, 0]) == [UInt8](repeating: 5, count: 10))
  }

  @Test("a distance of more than 256 takes the low bits of the control byte")
  func farCopy() throws {
    var input: [UInt8] = []
    for run in 0..<20 { input += [31] + (0..<32).map { UInt8(truncatingIfNeeded: run * 32 + $0) } }
    // Three bytes from 600 back: 599 = 2 · 256 + 87.
    let output = try #require(decode(input + [1 << 5 | 2, 87]))
    #expect(output.count == 643)
    #expect(Array(output[640...]) == Array(output[40..<43]))
  }

  @Test(
    "what ends within a run is damaged", arguments: [[5, 1, 2], [1 << 5], [7 << 5, 3], [7 << 5]])
  func truncated(input: [UInt8]) {
    #expect(decode([0, 1] + input) == nil)
  }

  @Test("a copy from before the beginning is damaged")
  func reachesBack() {
    #expect(decode([0, 1, 1 << 5, 0]) == [1, 1, 1, 1])
    #expect(decode([0, 1, 1 << 5, 1]) == nil)
    #expect(decode([1 << 5, 0]) == nil)
  }

  @Test("more output than is allowed is refused")
  func limit() {
    let bomb: [UInt8] = [0, 0, 7 << 5, 255, 0]
    #expect(decode(bomb, largestOutput: 265)?.count == 265)
    #expect(decode(bomb, largestOutput: 264) == nil)
  }

  @Test("any bytes at all decode or are refused, never beyond 88 : 1")
  func anyBytes() {
    var state: UInt64 = 42
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    var decoded = 0
    for _ in 0..<20000 {
      let input = (0..<Int(next() % 40)).map { _ in
        // Short runs, or hardly any input would be valid.
        UInt8(truncatingIfNeeded: next() % 3 == 0 ? next() : next() % 4)
      }
      guard let output = decode(input) else { continue }
      decoded += 1
      #expect(output.count <= input.count * 88)
    }
    #expect(decoded > 1000)
  }
}
