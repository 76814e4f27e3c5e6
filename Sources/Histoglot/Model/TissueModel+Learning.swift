import Autodiff
import CellSections
import CellTransformer

extension TissueModel {
  /// A model that goes on from this one with heads for new tasks and rows for new genes.
  ///
  /// Everything that both have is copied, but for the encoder's scale, which is chosen anew; a head is copied where the key, its
  /// categories and what it does without are the same.
  ///
  /// - Parameters:
  ///   - vocabulary: this model's, or an extension of it.
  ///   - sections: where new genes take their scale from.
  public func learning(
    _ tasks: [LabelTask], vocabulary: GeneVocabulary, sections: [PreparedSection], seed: UInt64
  ) -> TissueModel {
    let known = self.vocabulary.genes.count
    precondition(
      vocabulary.genes.count >= known
        && Array(vocabulary.genes[..<known]) == self.vocabulary.genes,
      "learning: a vocabulary of \(vocabulary.genes.count) genes that does not begin with the model's \(known)"
    )
    // Another platform has another depth: genes are brought to the scale of the new sections.
    var scale = GeneScale(of: sections.map(\.counts), genes: vocabulary.genes.count)
    let measured = Set(sections.flatMap(\.counts.genes))
    for gene in 0..<known where !measured.contains(Int32(gene)) {
      scale.mean[gene] = geneScale.mean[gene]
      scale.deviation[gene] = geneScale.deviation[gene]
    }
    let model = TissueModel(
      configuration, vocabulary: vocabulary, geneScale: scale, trainingSections: trainingSections,
      tasks: tasks, seed: mixed(seed))
    for name in store.names where !name.hasPrefix("heads.") {
      copy(name, to: name, of: model)
    }
    for (index, task) in tasks.enumerated() {
      let old = self.tasks.firstIndex {
        $0.key == task.key && $0.categories == task.categories && $0.without == task.without
      }
      guard let old else { continue }
      let prefix = "heads.\(old)."
      for name in store.names where name.hasPrefix(prefix) {
        copy(name, to: "heads.\(index)." + name.dropFirst(prefix.count), of: model)
      }
    }
    return model
  }

  /// A model of the same shape and genes that has learned nothing.
  func drawnAnew(seed: UInt64) -> TissueModel {
    TissueModel(
      configuration, vocabulary: vocabulary, geneScale: geneScale, trainingSections: [],
      seed: mix(seed, 0x5eed))
  }

  /// Copies a parameter; where the target has more rows, the first ones.
  private func copy(_ name: String, to target: String, of model: TissueModel) {
    guard let from = store.parameter(named: name),
      let to = model.store.parameter(named: target)
    else { return }
    var elements = model.store.elements(of: to)
    elements.replaceSubrange(0..<from.rows * from.columns, with: store.elements(of: from))
    to.assign(elements)
  }

  private func mixed(_ seed: UInt64) -> UInt64 { mix(seed, 0x1ea4) }
}
