import Autodiff
import CellSections

/// Regions of tissue, each with a description of what it is made of.
struct RegionPairs {
  struct Region {
    var section: Int
    /// The cell in the middle first, then its nearest.
    var cells: [Int]
    /// A row of `texts`.
    var text: Int
  }

  private(set) var regions: [Region] = []
  /// Distinct descriptions.
  private(set) var texts: [String] = []

  /// Regions around cells chosen at random; nil where no section has coordinates and cells enough.
  ///
  /// - Parameters:
  ///   - texts: of each label, whose labels name the parts of a description.
  ///   - regionTexts: of each section a text for each cell's region, nil where it has none.
  init?(
    _ sections: [LabelledSection], texts labels: [AlignedText], regionTexts: [[String?]],
    cellsPerRegion: Int, regionCells: Int, seed: UInt64
  ) {
    var placeOfText: [String: Int] = [:]
    for (index, labelled) in sections.enumerated() {
      let section = labelled.section
      guard let coordinates = section.coordinates, section.cellCount >= regionCells else {
        continue
      }
      let graph = NeighbourGraph.nearest(
        regionCells - 1, of: coordinates, tieBreak: section.counts.counts.rowFingerprints(),
        includingSelf: true)
      var centres = Array(0..<section.cellCount)
      var generator = SeededGenerator(seed: seed, path: [7, UInt64(index)])
      centres.shuffle(using: &generator)
      for centre in centres.prefix(max(1, section.cellCount / cellsPerRegion)) {
        let cells = graph.neighbours(of: centre).map(Int.init)
        let codes = cells.compactMap { cell in
          labelled.codes[0][cell] >= 0 ? Int(labelled.codes[0][cell]) : nil
        }
        guard cells.count == regionCells, codes.count * 2 >= cells.count else { continue }
        let name = regionTexts.isEmpty ? nil : regionTexts[index][centre]
        let text = Self.description(codes, labels: labels.map(\.label), regionName: name)
        let place = placeOfText[text] ?? texts.count
        if place == texts.count {
          placeOfText[text] = place
          texts.append(text)
        }
        regions.append(Region(section: index, cells: cells, text: place))
      }
    }
    if regions.count < 2 { return nil }
  }

  /// What a region is made of, in words: at most three labels that make up a tenth or more, the largest first.
  static func description(_ codes: [Int], labels: [String], regionName: String?) -> String {
    var counts: [Int: Int] = [:]
    for code in codes { counts[code, default: 0] += 1 }
    let ranked = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
      .filter { $0.value * 10 >= codes.count }.prefix(3).map { labels[$0.key] }
    let parts: String
    switch ranked.count {
    case 0: parts = "many kinds of cells"
    case 1: parts = "mostly \(ranked[0])"
    default: parts = "\(ranked.dropLast().joined(separator: ", ")) and \(ranked[ranked.count - 1])"
    }
    return (regionName.map { "\($0): tissue of " } ?? "tissue of ") + parts
  }
}
