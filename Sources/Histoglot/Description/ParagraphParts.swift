/// The sentences of a paragraph.
struct ParagraphParts {
  let description: RegionDescription
  /// `cells` or `spots`.
  let cells: String

  private typealias Numbers = DescriptionNumbers

  private var hasRest: Bool { description.permutations > 0 }

  private func isReal(_ rate: Double?) -> Bool {
    rate.map { $0 <= DescriptionParagraph.significance } ?? false
  }

  // MARK: - What it is

  var extent: [String] {
    let extent = description.extent
    let name = hasRest ? description.name : "Section \(description.section)"
    var text =
      "\(name) holds \(Numbers.count(extent.cells)) \(extent.cells == 1 ? String(cells.dropLast()) : cells)"
    if hasRest {
      let share = Double(extent.cells) / Double(extent.sectionCells)
      text += ", \(Numbers.percent(share)) of the section's \(Numbers.count(extent.sectionCells))"
    }
    if extent.pieces.count > 1 {
      text +=
        ", in \(Numbers.count(extent.pieces.count)) pieces that lie apart (the largest has \(Numbers.count(extent.pieces[0])))"
    }
    let isMetric = extent.areaUnit == "µm²"
    let area = isMetric ? extent.area / 1e6 : extent.area
    text += ", on \(Numbers.measure(area)) \(isMetric ? "mm²" : extent.areaUnit) of tissue"
    if isMetric {
      text += ": \(Numbers.measure(extent.density * 1e6)) \(cells) a mm²"
      if hasRest {
        text += ", where the section has \(Numbers.measure(extent.sectionDensity * 1e6))"
      }
    } else if hasRest {
      text +=
        ", \(Numbers.score(extent.density / extent.sectionDensity)) times as densely as the section"
    }
    return [text + "."]
  }

  var cautions: [String] {
    var sentences: [String] = []
    let extent = description.extent
    if extent.cells < DescriptionParagraph.fewCells {
      sentences.append(
        "With fewer than \(DescriptionParagraph.fewCells) \(cells) every number below is weak.")
    }
    if !hasRest {
      sentences.append(
        "No region was chosen, so there is nothing to compare it with; what follows describes the section as it is."
      )
    } else if extent.cells * 2 > extent.sectionCells {
      sentences.append(
        "It is more than half of the section, so random regions overlap with it and differences are hard to tell from chance."
      )
    }
    return sentences
  }

  // MARK: - Types

  var composition: [String] {
    let types = description.types
    var sentences: [String] = []
    if !hasRest {
      let most = types.prefix(5).map { "\(named($0)) \(Numbers.percent($0.share))" }
      sentences.append(
        "Of \(types.count) types the most frequent are \(Numbers.list(Array(most))).")
      return sentences + withoutType
    }
    let more = types.filter { $0.share > $0.elsewhere ?? 0 && isReal($0.falseDiscoveryRate) }
    let less = Array(
      types.filter { $0.share < $0.elsewhere ?? 0 && isReal($0.falseDiscoveryRate) }.reversed())
    let excesses = types.filter { $0.share > $0.elsewhere ?? 0 }.prefix(3)
    if more.isEmpty, !excesses.isEmpty {
      let isOne = excesses.count == 1
      sentences.append(
        "No type is more frequent in it than chance allows; the largest \(isOne ? "excess is that" : "excesses are those") of \(contrasts(excesses))."
      )
    } else if !more.isEmpty {
      sentences.append(
        "Against the rest of the section it is richest in \(contrasts(more.prefix(4)))."
      )
    }
    if !less.isEmpty {
      sentences.append("It has less of \(contrasts(less.prefix(3))).")
    }
    if let most = types.max(by: { ($0.share, $1.name) < ($1.share, $0.name) }),
      !more.prefix(4).contains(most), !less.prefix(3).contains(most),
      !(more.isEmpty && excesses.contains(most))
    {
      sentences.append("Its most frequent type is \(contrast(most)).")
    }
    let unnamed = max(0, more.count - 4) + max(0, less.count - 3)
    let same = types.count - more.count - less.count
    if unnamed > 0 {
      sentences.append(
        "\(unnamed) more of the \(types.count) types \(unnamed == 1 ? "differs" : "differ")\(same > 0 ? ", and \(same) \(same == 1 ? "does" : "do") not beyond chance" : "")."
      )
    } else if same > 0, same < types.count {
      sentences.append(
        "The other \(same) of \(types.count) types \(same == 1 ? "does" : "do") not differ beyond chance."
      )
    }
    if description.isChosenByType {
      sentences.append(
        "Its types are found nowhere else: it was chosen by type, so that its composition says nothing new."
      )
    }
    return sentences + withoutType
  }

  private var withoutType: [String] {
    let count = description.cellsWithoutType
    if count == 0 { return [] }
    let share = Double(count) / Double(description.extent.cells)
    return ["\(Numbers.count(count)) of its \(cells) (\(Numbers.percent(share))) are of no type."]
  }

  /// The first says what its shares are of.
  private func contrasts(_ types: some Collection<RegionDescription.TypeContrast>) -> String {
    Numbers.list(types.enumerated().map { contrast($0.element, isFirst: $0.offset == 0) })
  }

  private func contrast(_ type: RegionDescription.TypeContrast, isFirst: Bool = true) -> String {
    var share = Numbers.percent(type.share) + (isFirst ? " of its \(cells)" : "")
    if let elsewhere = type.elsewhere {
      share += elsewhere > 0 ? " against \(Numbers.percent(elsewhere))" : " and none"
      if isFirst || elsewhere == 0 { share += " elsewhere" }
    }
    var parts = [share]
    if let fold = type.fold, fold >= 1.15 { parts.append(Numbers.fold(fold)) }
    if let rate = type.falseDiscoveryRate { parts.append("q \(Numbers.rate(rate))") }
    return "\(named(type)) (\(parts.joined(separator: ", ")))"
  }

  /// A type, and what the name is known to mean where that is another name.
  private func named(_ type: RegionDescription.TypeContrast) -> String {
    guard let known = type.known, known.lowercased() != type.name.lowercased() else {
      return type.name
    }
    return "\(type.name) [\(known)]"
  }

  // MARK: - Genes

  var markers: [String] {
    let genes = description.genes
    if genes.isEmpty {
      return ["No gene was found in \(GeneContrasts.fewestCells) \(cells) or more."]
    }
    guard hasRest else {
      let most = genes.prefix(5).map { "\($0.name) (\(Numbers.percent($0.found)) of \(cells))" }
      return ["The genes found in most \(cells) are \(Numbers.list(Array(most)))."]
    }
    let higher = genes.filter {
      ($0.log2FoldChange ?? 0) > 0 && ($0.areaUnderROC ?? 0) > 0.5 && isReal($0.falseDiscoveryRate)
    }
    let tested = "\(Numbers.count(genes.count)) gene\(genes.count == 1 ? "" : "s") tested"
    guard !higher.isEmpty else {
      let telling = genes.filter { ($0.log2FoldChange ?? 0) > 0 }
        .sorted { ($1.areaUnderROC ?? 0, $0.name) < ($0.areaUnderROC ?? 0, $1.name) }.prefix(3)
      let named = telling.isEmpty ? "" : ", not even the most telling, \(contrasts(telling))"
      return ["None of the \(tested) is higher in it than chance allows\(named)."]
    }
    let named = contrasts(higher.prefix(5))
    return [
      "Of \(tested) \(Numbers.count(higher.count)) \(higher.count == 1 ? "is" : "are") higher in it than chance allows, \(higher.count > 5 ? "the most telling being " : "")\(named)."
    ]
  }

  /// The first says what its shares are of.
  private func contrasts(_ genes: some Collection<RegionDescription.GeneContrast>) -> String {
    Numbers.list(genes.enumerated().map { contrast($0.element, isFirst: $0.offset == 0) })
  }

  private func contrast(
    _ gene: RegionDescription.GeneContrast, isFirst: Bool
  ) -> String {
    var parts: [String] = []
    if let change = gene.log2FoldChange { parts.append(Numbers.fold(exponential2(change))) }
    if let area = gene.areaUnderROC { parts.append("AUROC \(Numbers.score(area))") }
    var found = "\(isFirst ? "found in " : "")\(Numbers.percent(gene.found))"
    if isFirst { found += " of its \(cells)" }
    if let elsewhere = gene.foundElsewhere { found += " against \(Numbers.percent(elsewhere))" }
    parts.append(found)
    if let rate = gene.falseDiscoveryRate { parts.append("q \(Numbers.rate(rate))") }
    return "\(gene.name) (\(parts.joined(separator: ", ")))"
  }

  private func exponential2(_ value: Double) -> Double { exponential(value * logarithm(2)) }

  // MARK: - Terms

  var terms: [String] {
    guard hasRest else { return [] }
    guard let best = description.terms.first else {
      return ["No region that is known can be told by these types."]
    }
    func scored(_ term: RegionDescription.TermLikeness) -> String {
      "\(term.name) (score \(Numbers.score(term.score)), q \(Numbers.rate(term.falseDiscoveryRate)))"
    }
    let real = description.terms.filter { isReal($0.falseDiscoveryRate) && $0.score > 0.5 }
    guard let nearest = real.first else {
      return [
        "By the company its \(cells) keep it is like no known region beyond chance; the nearest is \(scored(best))."
      ]
    }
    var text = "By the company its \(cells) keep it is most like \(scored(nearest))"
    if real.count > 1 { text += ", then \(Numbers.list(real.dropFirst().prefix(2).map(scored)))" }
    var sentences = [text + "."]
    if let definition = nearest.definition {
      let source = nearest.source.map { " (\($0))" } ?? ""
      sentences.append("What is known of \(nearest.name): “\(definition)”\(source)")
      if !source.isEmpty { sentences[1] += "." }
    }
    return sentences
  }

  var texts: [String] {
    guard !description.texts.isEmpty else { return [] }
    let nearest = description.texts.prefix(3).map { text in
      "“\(text.name)” (cosine \(Numbers.score(text.cosine))"
        + (text.cosineElsewhere.map { "; elsewhere \(Numbers.score($0))" } ?? "") + ")"
    }
    return [
      "In the model's space its \(cells) lie nearest to the words \(Numbers.list(Array(nearest)))."
    ]
  }

  // MARK: - How

  func method(typesFrom: String) -> String {
    var text = "\(typesFrom)."
    guard hasRest else { return text }
    let pieces = description.extent.pieces.count > 1 ? "pieces as large" : "as many \(cells)"
    text +=
      " Chance: \(Numbers.count(description.permutations)) random regions of \(pieces), each grown around a random \(cells.dropLast()). q: the share of false findings among types, genes or known regions that differ as much (Benjamini–Hochberg); above \(Numbers.score(DescriptionParagraph.significance)) is called chance. Folds of genes are of mean counts at the median library size, AUROC of one \(cells.dropLast()) of the region against one elsewhere."
    if description.genesNotTested > 0 {
      text +=
        " Not tested: \(Numbers.count(description.genesNotTested)) of the panel's genes, found in fewer than \(GeneContrasts.fewestCells) \(cells)."
    }
    if !description.terms.isEmpty {
      text +=
        " Score: how probable it is that a query for the known region ranks a \(cells.dropLast()) of this one above one elsewhere; 0.5 is chance."
    }
    return text
  }
}
