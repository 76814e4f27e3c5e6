import CellSections
import Testing

@Suite("Units as files write them")
struct LengthUnitTextTests {
  @Test("Micrometres under all their names")
  func microns() {
    for text in [
      "micrometre", "Micrometer", "microns", "um", "µm", "μm", "micrometre (x_um,y_um)",
    ] {
      #expect(LengthUnit(text: text) == .microns)
    }
  }

  @Test("Pixels of a stated size")
  func pixels() {
    for text in ["pixels (0.065 um per pixel)", "px (.065 µm/px)", "Pixels (0.065 micron / pixel)"]
    {
      #expect(LengthUnit(text: text) == .pixels(micronsPerPixel: 0.065))
    }
  }

  @Test("Hedges and pixels of no stated size state no unit")
  func hedges() {
    for text in [
      "", "pixels", "image pixels", "micrometre-ish (stitched field)", "pixels (0 um per pixel)",
      "CosMx px; 0.18 um/px by the release notes, not verified (0.12028 in later releases)",
    ] {
      #expect(LengthUnit(text: text) == nil)
    }
  }

  @Test("What is written is read again")
  func roundTrip() throws {
    for unit in [LengthUnit.microns, .pixels(micronsPerPixel: 0.3250001)] {
      #expect(LengthUnit(text: try #require(unit.text)) == unit)
    }
    #expect(LengthUnit.unknown.text == nil)
  }
}
