import Testing
import TissueMaps

struct LinearLightTests {
  @Test func `every byte survives the way to light and back`() {
    for byte in 0...255 {
      #expect(Int(LinearLight.byte(Int(LinearLight.ofByte[byte]))) == byte)
    }
  }

  @Test func `half the light of white is the byte 188, not 128`() {
    #expect(LinearLight.byte(65535 / 2) == 188)
  }
}
