import Histoglot

/// A few facts to be asked for.
struct SmallKnowledge: QueryKnowledge {
  var organ: Organ?
  var cells: [KnownCell] = [
    KnownCell(name: "neuron", lineage: ["cell"], definition: "An excitable cell."),
    KnownCell(name: "interneuron", lineage: ["neuron", "cell"]),
    KnownCell(name: "microglia", lineage: ["macrophage", "cell"]),
    KnownCell(name: "macrophage", lineage: ["cell"]),
    KnownCell(name: "endothelial cell", lineage: ["cell"]),
    KnownCell(name: "T cell", lineage: ["cell"]),
  ]
  var regions: [KnownRegion] = [
    KnownRegion(
      name: "white matter", synonyms: ["corpus callosum"],
      definition: "Bundles of myelinated axons.",
      company: [
        .init(cells: "oligodendrocyte", weight: 1), .init(cells: "neuron", weight: -0.5),
      ]),
    KnownRegion(
      name: "internal capsule and caudoputamen",
      company: [.init(cells: "interneuron", weight: 1)]),
    KnownRegion(name: "vessels", company: [.init(cells: "endothelial cell", weight: 1)]),
    KnownRegion(name: "glomerulus", company: [.init(cells: "podocyte", weight: 1)]),
  ]

  /// Genes that mark cells, by their small letters.
  var markers: [String: KnownMarker] = [:]

  /// Names of cells by short forms, in small letters.
  var abbreviations: [String: String] = [:]

  func cell(ofLabel label: String) -> KnownCell? { cell(named: label) }

  func cell(named words: String) -> KnownCell? {
    let word = abbreviations[words.lowercased()] ?? singular(words)
    if word == "oligodendrocyte" { return KnownCell(name: word, lineage: ["cell"]) }
    return cells.first { singular($0.name) == word }
  }

  func region(named words: String) -> KnownRegion? {
    regions.first { region in
      ([region.name] + region.synonyms).contains { singular($0) == singular(words) }
    }
  }

  func allCells() -> [KnownCell] { cells }
  func allRegions() -> [KnownRegion] { regions }

  private func singular(_ words: String) -> String {
    let plain = words.lowercased()
    return plain.hasSuffix("s") ? String(plain.dropLast()) : plain
  }
}
