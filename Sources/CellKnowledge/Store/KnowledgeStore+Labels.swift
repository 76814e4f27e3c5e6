extension KnowledgeStore {
  /// What a label of cells means: a cell type, else a region of tissue, else nothing that is known.
  ///
  /// Plurals, case, separators, layer numbers (`eL2/3`, `Pyramidal L2-3`, `layer VI`), numbered subtypes (`Oligo.1`,
  /// `eL5-1`), shortened words and genes behind a type (`Sst.Npy.Cort`) are understood. A label that could mean
  /// several things, names two or denies one stays unresolved, with the nearest candidates.
  ///
  /// - Parameter tissue: which of several meanings is meant; "PC" is a pyramidal neuron in the brain and a plasma
  ///   cell elsewhere.
  public func resolve(
    _ label: String, tissue: Tissue? = nil, species: Species? = nil
  ) -> LabelResolution {
    resolver.resolve(label, tissue: tissue, species: species)
  }

  /// What the labels of one data set mean. Where no tissue is given, that of most of them decides what those mean that
  /// could mean several things.
  public func resolve(
    _ labels: [String], tissue: Tissue? = nil, species: Species? = nil
  ) -> [LabelResolution] {
    let first = labels.map { resolve($0, tissue: tissue, species: species) }
    guard tissue == nil, let common = commonTissue(of: first) else { return first }
    return first.map {
      $0.match == .ambiguous ? resolve($0.label, tissue: common, species: species) : $0
    }
  }

  /// What a label of regions, layers or niches means.
  public func resolveRegion(_ label: String, tissue: Tissue? = nil) -> LabelResolution {
    resolver.resolveRegion(label, tissue: tissue)
  }

  /// The tissue that at least half of the resolved labels belong to, if there is one.
  private func commonTissue(of resolutions: [LabelResolution]) -> Tissue? {
    let sets = resolutions.compactMap { $0.term?.tissues ?? $0.region?.tissues }
    let counts = Tissue.allCases.map { tissue in
      (tissue: tissue, count: sets.count { $0.contains(tissue) })
    }
    guard let best = counts.max(by: { $0.count < $1.count }), best.count * 2 >= sets.count,
      best.count > 0, counts.count(where: { $0.count == best.count }) == 1
    else { return nil }
    return best.tissue
  }

  /// Regions whose names, synonyms, abbreviations or numerals are in a phrase, best first, by words alone. Meaning is
  /// matched by embedding `TissueRegion.name` and `sentence` elsewhere.
  public func regionMatches(_ phrase: String) -> [RegionMatch] { resolver.matches(phrase) }
}
