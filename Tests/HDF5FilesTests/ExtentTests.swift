import HDF5Files
import Testing

@Suite("Extents")
struct ExtentTests {
  @Test("a product that overflows is no count")
  func overflow() {
    #expect(Extent.array([1 << 32, 1 << 32]).count == nil)
    #expect(Extent.array([Int.max, 2]).count == nil)
    #expect(Extent.array([3, -1]).count == nil)
  }

  @Test("an empty axis makes any shape empty, however long the others")
  func empty() {
    #expect(Extent.array([Int.max, 0, Int.max]).count == 0)
  }

  @Test("a scalar has one entry, null none")
  func special() {
    #expect(Extent.scalar.count == 1)
    #expect(Extent.null.count == 0)
    #expect(Extent.array([3, 4]).count == 12)
  }
}
