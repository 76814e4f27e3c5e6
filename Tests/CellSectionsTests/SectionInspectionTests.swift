import CellSections
import Foundation
import Testing

@Suite("Inspection", .enabled(if: TestData.isAvailable, "HISTOGLOT_DATA is absent"))
struct SectionInspectionTests {
  func inspect(_ name: String) throws -> SectionInspection {
    try SectionFile(path: TestData.path(name)).inspect()
  }

  @Test("A whole section is described by cells, genes, labels, counts, sections and units")
  func wholeSection() throws {
    let inspection = try inspect("sections/merfish_visp_allen.h5ad")
    #expect(inspection.cells == 2150)
    #expect(inspection.genes == 253)
    #expect(inspection.counts == .init(element: "X", total: 811_287))
    #expect(inspection.sections == [.init(name: "Allen_VISp_MERFISH", cells: 2150)])
    #expect(inspection.spatial == .init(unit: .microns))
    #expect(inspection.unreadable == [])
    #expect(inspection.problem == nil)
    #expect(
      inspection.obs.map(\.name) == ["cell_type", "broad_class", "region", "rmax", "section"])
    #expect(inspection.obs[0].kind == "categorical")
    #expect(inspection.obs[0].categories?.count == 17)
    #expect(inspection.obs[3] == .init(name: "rmax", kind: "float", categories: nil))
  }

  @Test("What is missing is null in JSON, not left out")
  func missingIsNull() throws {
    let inspection = try inspect("h5ad-zoo/22_no_X.h5ad")
    #expect(inspection.counts == nil)
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(inspection))
    let members = try #require(json as? [String: Any])
    #expect(members["counts"] is NSNull)
    #expect((members["problem"] as? String)?.contains("no element holds counts") == true)
    #expect(members["cells"] as? Int == 6)
    #expect((members["unreadable"] as? [[String: String]])?.first?["element"] == "X")
  }

  @Test(
    "A filter that is not there is named with its element, and the rest is told all the same",
    arguments: ["54_zstd", "55_blosc_lz4", "58_lz4", "60_bzip2"])
  func missingFilters(_ name: String) throws {
    let inspection = try inspect("h5ad-zoo/\(name).h5ad")
    #expect(inspection.counts == nil)
    #expect(inspection.cells > 0)
    #expect(inspection.unreadable.contains { $0.element.hasPrefix("X") })
    let filter = String(name.dropFirst(3).prefix(3))
    #expect(inspection.unreadable.contains { $0.reason.lowercased().contains(filter) })
  }

  @Test("Every file of the zoo is inspected or refused; none that is good is refused")
  func zoo() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: TestData.path("h5ad-zoo"))
      .filter { $0.hasSuffix(".h5ad") }
    #expect(names.count > 60)
    for name in names {
      let isBad = name.contains("BAD")
      do {
        let inspection = try inspect("h5ad-zoo/\(name)")
        #expect(!isBad, "\(name) should be refused")
        if inspection.counts == nil { #expect(!inspection.unreadable.isEmpty, "\(name)") }
      } catch {
        #expect(isBad, "\(name): \(error)")
      }
    }
  }

  @Test("Negative and missing values, and duplicate genes, are said to be what they are")
  func unusable() throws {
    let values = try inspect("h5ad-zoo/41_X_nan_negative.h5ad")
    #expect(values.counts == nil)
    #expect(values.unreadable.contains { $0.reason.contains("no element holds counts") })
    let genes = try inspect("h5ad-zoo/39_duplicate_var_names.h5ad")
    #expect(genes.counts?.total == 210)
    #expect(
      genes.unreadable == [
        .init(element: "var_names", reason: "1 gene name occurs more than once (G1)")
      ])
  }
}
