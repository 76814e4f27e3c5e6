import CellKnowledge
import Histoglot
import Testing

@Suite("What the names of categories say a label tells")
struct LabelNatureTests {
  private func nature(_ categories: [String]) throws -> LabelNature {
    LabelNature(categories: categories, knowledge: try KnowledgeStore())
  }

  @Test(
    "names of layers and regions are those of places, whatever else they might name",
    arguments: [
      ["L1", "L2/3", "L5", "L6"],
      ["VISp_I", "VISp_II/III", "VISp_IV", "VISp_V", "VISp_VI", "outside_VISp"],
      ["Layer 2-3 lateral", "Layer 6", "Pia Layer 1", "White matter", "Ventricle"],
      ["adipose tissue", "breast glands", "cancer in situ", "connective tissue"],
    ])
  func places(categories: [String]) throws {
    #expect(try nature(categories) == .places)
  }

  @Test(
    "names of cell types are those of types, layers among them or not",
    arguments: [
      ["Astro", "Endo", "L5-1", "Oligo", "SST", "Smc", "VIP", "eL2/3", "eL5-2"],
      ["Astro", "Endo", "L2/3 IT", "L4", "L5 IT", "L6b", "Lamp5", "Oligo", "Pvalb"],
      ["T cell", "B cell", "macrophage", "fibroblast"],
    ])
  func types(categories: [String]) throws {
    #expect(try nature(categories) == .types)
  }

  @Test(
    "other names say neither",
    arguments: [["0", "1", "2"], ["niche A", "niche B"], [], ["Astro", "left", "right", "far"]])
  func neither(categories: [String]) throws {
    #expect(try nature(categories) == .unknown)
  }

  @Test("for places those are asked who see the surroundings, where there are any")
  func experts() {
    let all = LabelExpert.Kind.allCases
    #expect(LabelNature.places.experts(among: all) == [.linearRings, .graph])
    #expect(
      LabelNature.places.experts(among: [.linearOwn, .networkOwn]) == [.linearOwn, .networkOwn])
    #expect(LabelNature.types.experts(among: all) == all)
    #expect(LabelNature.unknown.experts(among: all) == all)
  }

  @Test("places alone are smoothed unasked")
  func smoothing() {
    #expect(LabelNature.places.smoothing > 0)
    #expect(LabelNature.types.smoothing == 0 && LabelNature.unknown.smoothing == 0)
  }

  @Test("Unvalidated, regions are surer than their experts, types less sure, others as sure")
  func temperature() {
    #expect(LabelNature.places.temperature < 1 && LabelNature.types.temperature > 1)
    #expect(LabelNature.unknown.temperature == 1)
  }
}
