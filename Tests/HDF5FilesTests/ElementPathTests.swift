import HDF5Files
import Testing

@Suite("Element paths")
struct ElementPathTests {
  @Test("slashes at the ends, empty names and dots make no difference")
  func normalised() {
    #expect(ElementPath("/obs//./cell_type/") == "obs/cell_type")
    #expect(ElementPath("/") == .root)
    #expect(ElementPath("").isRoot)
  }

  @Test("a name with a slash is two names")
  func slash() {
    let path = ElementPath("obs") / "pct/mt"
    #expect(path.names == ["obs", "pct", "mt"])
    #expect(path.name == "mt")
    #expect(path.parent == "obs/pct")
    #expect(path.absolute == "/obs/pct/mt")
    #expect(path.description == "obs/pct/mt")
  }

  @Test("an element is inside its group and not inside itself")
  func inside() {
    #expect(ElementPath("obs/a/b").isInside("obs"))
    #expect(!ElementPath("obs").isInside("obs"))
    #expect(!ElementPath("obsm/a").isInside("obs"))
    #expect(ElementPath("obs").isInside(.root))
  }
}
