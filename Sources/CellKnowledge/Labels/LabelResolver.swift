/// Finds what labels of real data mean. Precision goes before recall: what is doubtful stays unresolved.
struct LabelResolver: Sendable {
  private let catalogue: TermCatalogue
  private let regions: [TissueRegion]
  private let cellIndex: NameIndex
  private let regionIndex: NameIndex
  private let genes: Set<String>

  /// No label is longer; what is, is cut.
  private static let longest = 400

  /// Words by which labels of regions say that they are such.
  static let regionWords: Set<String> = [
    "polygon", "uncut", "region", "area", "tissue", "roi", "niche", "domain",
  ]

  init(catalogue: TermCatalogue, regions: [TissueRegion]) {
    self.catalogue = catalogue
    self.regions = regions
    var cells = NameIndex()
    var genes: Set<String> = []
    for (item, term) in catalogue.terms.enumerated() where !term.isObsolete {
      cells.add(term.name, item: item, kind: .name)
      for synonym in term.synonyms {
        switch synonym.scope {
        case .exact: cells.add(synonym.text, item: item, kind: .synonym)
        case .abbreviation: cells.add(synonym.text, item: item, kind: .abbreviation)
        // A narrower or wider name is no name.
        case .narrow, .broad, .related: break
        }
      }
      for marker in term.markers where marker.source == .builtIn {
        genes.insert(marker.symbol.lowercased())
      }
    }
    var areas = NameIndex(ignoring: Self.regionWords)
    for (item, region) in regions.enumerated() {
      areas.add(region.name, item: item, kind: .name)
      for name in region.synonyms { areas.add(name, item: item, kind: .synonym) }
      for name in region.romanNumerals { areas.add("layer \(name)", item: item, kind: .synonym) }
      for name in region.abbreviations { areas.add(name, item: item, kind: .abbreviation) }
    }
    cellIndex = cells
    regionIndex = areas
    self.genes = genes
  }

  /// What a label of cells means: a cell type, or else a region.
  func resolve(_ text: String, tissue: Tissue?, species: Species?) -> LabelResolution {
    let whole = String(text.prefix(Self.longest))
    let label = NegatedMarkers.removed(from: whole, genes: genes)
    if label != whole {
      var resolution = resolve(label, tissue: tissue, species: species)
      resolution.label = whole
      return resolution
    }
    let id = TermID(label.trimmed.map { $0 == "_" ? ":" : String($0) }.joined())
    if let term = catalogue.term(id) ?? catalogue.term(TermID(label.trimmed)) {
      return resolution(label, .cell(term), .id, 1)
    }
    let cells = LabelSearch(index: cellIndex, genes: genes)
    let areas = LabelSearch(index: regionIndex, genes: [])
    if cells.whole(label) == nil, saysNothing(label) {
      return resolution(label, .unresolved, .saysNothing, 0)
    }
    var ambiguous: [Int] = []
    let ways: [() -> (LabelSearch.Finding?, isCell: Bool)] = [
      { (cells.whole(label), true) }, { (areas.whole(label), false) },
      { (cells.byWords(label), true) }, { (areas.byWords(regionLabel(label)), false) },
      { (layerOnly(label), true) },
    ]
    for way in ways {
      let (finding, isCell) = way()
      guard let finding else { continue }
      if isCell {
        let chosen = choose(finding.entries, tissue, species)
        if chosen.count == 1 { return resolution(label, chosen[0], finding) }
        if ambiguous.isEmpty { ambiguous = chosen }
      } else if let region = onlyRegion(finding.entries, tissue) {
        return resolution(
          label, .region(region), finding.match, finding.confidence, finding.unaccounted)
      }
    }
    if !ambiguous.isEmpty {
      return LabelResolution(
        label: label, meaning: .unresolved, match: .ambiguous, confidence: 0, unaccounted: [],
        candidates: ambiguous.map { .init(name: catalogue.terms[$0].name, score: 0.5) })
    }
    return byOverlap(label, tissue, species)
  }

  /// What a label of regions means.
  func resolveRegion(_ text: String, tissue: Tissue?) -> LabelResolution {
    let label = String(text.prefix(Self.longest))
    if saysNothing(label) { return resolution(label, .unresolved, .saysNothing, 0) }
    let areas = LabelSearch(index: regionIndex, genes: [])
    for finding in [areas.whole(label), areas.byWords(regionLabel(label))].compactMap({ $0 }) {
      if let region = onlyRegion(finding.entries, tissue) {
        return resolution(
          label, .region(region), finding.match, finding.confidence, finding.unaccounted)
      }
    }
    let near = PhraseMatcher(index: regionIndex, regions: regions).matches(label)
    return LabelResolution(
      label: label, meaning: .unresolved, match: .unknown, confidence: 0, unaccounted: [],
      candidates: near.prefix(3).map { .init(name: $0.region.name, score: $0.score) })
  }

  func matches(_ phrase: String) -> [RegionMatch] {
    PhraseMatcher(index: regionIndex, regions: regions).matches(phrase)
  }

  // MARK: Choosing

  /// Of the terms found, those of the tissue if there are any, of our own table before others, by name before
  /// abbreviation; of a term and its subtypes the term.
  private func choose(
    _ entries: [NameIndex.Entry], _ tissue: Tissue?, _ species: Species?
  ) -> [Int] {
    var entries = entries
    func prefer(_ isBetter: (NameIndex.Entry) -> Bool) {
      let better = entries.filter(isBetter)
      if !better.isEmpty { entries = better }
    }
    if let tissue { prefer { catalogue.terms[$0.item].tissues.contains(tissue) } }
    if species == .human { prefer { !catalogue.terms[$0.item].name.hasSuffix("(Mmus)") } }
    prefer { catalogue.terms[$0.item].source == .builtIn }
    if let best = entries.map(\.kind).min() { prefer { $0.kind == best } }
    var items: [Int] = []
    for entry in entries where !items.contains(entry.item) { items.append(entry.item) }
    if items.count > 1 {
      let general = items.filter { item in
        items.allSatisfy { other in
          other == item
            || catalogue.lineage.ancestors(of: catalogue.terms[other].id)
              .contains(catalogue.terms[item].id)
        }
      }
      if general.count == 1 { return general }
    }
    return items
  }

  private func onlyRegion(_ entries: [NameIndex.Entry], _ tissue: Tissue?) -> TissueRegion? {
    var entries = entries
    if let tissue {
      let near = entries.filter { regions[$0.item].tissues.contains(tissue) }
      if !near.isEmpty { entries = near }
    }
    if let best = entries.map(\.kind).min() { entries = entries.filter { $0.kind == best } }
    let items = Set(entries.map(\.item))
    return items.count == 1 ? items.first.map { regions[$0] } : nil
  }

  // MARK: Less sure ways

  private static let projections: Set<String> = [
    "it", "et", "pt", "ct", "np", "excitatory", "pyramidal", "neuron", "glutamatergic",
  ]

  /// `L6 PT`: a layer and words that say how a cell projects is at least a pyramidal neuron of the layer.
  private func layerOnly(_ label: String) -> LabelSearch.Finding? {
    let words = cellIndex.words(label)
    guard !words.layers.isEmpty, !words.hasArea,
      words.words.allSatisfy(Self.projections.contains)
    else { return nil }
    let entries = cellIndex.entries(key: words.key(of: []))
    guard !entries.isEmpty else { return nil }
    return LabelSearch.Finding(
      entries: entries, match: .overlap, confidence: 0.6, unaccounted: words.words)
  }

  /// Most of the label's words are a term's, and what is left names nothing else.
  private func byOverlap(
    _ label: String, _ tissue: Tissue?, _ species: Species?
  ) -> LabelResolution {
    let words = cellIndex.words(label)
    let overlaps = cellIndex.overlaps(words.parts)
    var near: [LabelResolution.Candidate] = []
    for overlap in overlaps where near.count < 3 {
      let name = catalogue.terms[overlap.entry.item].name
      if !near.contains(where: { $0.name == name }) {
        near.append(.init(name: name, score: overlap.share))
      }
    }
    let unresolved = LabelResolution(
      label: label, meaning: .unresolved, match: .unknown, confidence: 0, unaccounted: [],
      candidates: near)
    guard words.words.allSatisfy({ !Spelling.negations.contains($0) }), !words.hasArea,
      let best = overlaps.first(where: { isEnough($0) })
    else { return unresolved }
    let rivals = overlaps.filter { isEnough($0) && $0.share > best.share - 0.1 }
    let chosen = choose(rivals.map(\.entry), tissue, species)
    guard chosen.count == 1,
      best.unmatched.allSatisfy({ isHarmless($0, beside: chosen[0]) })
    else { return unresolved }
    return resolution(
      label, .cell(catalogue.terms[chosen[0]]), .overlap, 0.4 + 0.3 * best.share,
      best.unmatched.sorted())
  }

  private func isEnough(_ overlap: NameIndex.Overlap) -> Bool {
    guard overlap.entry.kind != .abbreviation else { return false }
    if overlap.missing.isEmpty { return overlap.share >= 0.55 }
    return overlap.unmatched.isEmpty && overlap.share >= 0.8
  }

  /// Whether a word beside a term's name is not the name of something else: of a label that names two types neither
  /// is meant alone.
  private func isHarmless(_ word: String, beside item: Int) -> Bool {
    let entries = cellIndex.entries(key: word)
    let id = catalogue.terms[item].id
    let family = Set(catalogue.lineage.ancestors(of: id) + catalogue.lineage.descendants(of: id))
    return entries.allSatisfy {
      $0.item == item || family.contains(catalogue.terms[$0.item].id)
    }
  }

  // MARK: Words

  private func saysNothing(_ label: String) -> Bool {
    let words = LabelWords(label)
    guard !words.isEmpty else { return true }
    let plain = words.words.map { word in String(word.prefix { !$0.isNumber }) }
    if plain.contains(where: Spelling.nothing.contains) { return true }
    return words.layers.isEmpty && plain.allSatisfy(Spelling.empty.contains)
  }

  /// A region's label without the cortical area before its layer.
  private func regionLabel(_ label: String) -> String {
    let words = LabelWords(label)
    guard words.hasArea, !words.layers.isEmpty else { return label }
    return (["layer " + words.layers.sorted().joined(separator: "/")] + words.words)
      .joined(separator: " ")
  }

  private func resolution(
    _ label: String, _ meaning: LabelResolution.Meaning, _ match: LabelResolution.Match,
    _ confidence: Double, _ unaccounted: [String] = []
  ) -> LabelResolution {
    LabelResolution(
      label: label, meaning: meaning, match: match, confidence: confidence,
      unaccounted: unaccounted, candidates: [])
  }

  private func resolution(
    _ label: String, _ item: Int, _ finding: LabelSearch.Finding
  ) -> LabelResolution {
    resolution(
      label, .cell(catalogue.terms[item]), finding.match, finding.confidence,
      finding.unaccounted)
  }
}
