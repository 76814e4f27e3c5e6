import Autodiff
import PredictionHeads
import SectionAnalysis

extension TissueModel {
  /// How little each cell is like those that taught a label, `[cells]`; nil where the model does not tell, or could tell only
  /// by neighbours that the cells have not.
  func novelty(
    _ encoding: SectionEncoding, task: Int, blockRows: Int = 4096, in workspace: Workspace<Float>
  ) -> [Float]? {
    guard let rule = tasks[task].novelty, tasks[task].without.experts.contains(rule.kind) else {
      return nil
    }
    if rule.kind == .linearRings, encoding.section.coordinates == nil { return nil }
    defer { if encoding.tokens == nil { workspace.pool.trim() } }
    let logits = expertLogits(
      encoding, task: task, kind: rule.kind, scale: scale(ofLinear: rule.kind, task: task),
      blockRows: blockRows, in: workspace)
    let scale = scale(ofLinear: rule.kind, task: task)
    let told = FeatureMatrix(logits)
    let energy = energies(told)
    return rule.novelty(energy: energy) {
      unlikeLabelled(
        encoding, task: task, kind: rule.kind, scale: scale, blockRows: blockRows, in: workspace)
    } unexplained: {
      unexplained(
        encoding.section, cells: Array(0..<encoding.section.cellCount), told: told, task: task,
        scale: scale, blockRows: blockRows, in: workspace)
    } walk: { kept in
      guard encoding.section.cellCount >= LabelledWalk.leastCellsOfSection,
        measuresSpace(encoding.section, task: task),
        let (labelled, width) = labelled(kept, task: task),
        let known = noveltyHeads[task]?.categories?.value.elements.prefix(kept.cells)
      else { return nil }
      // What no category speaks for by the same amount is, but for chance, the same cell.
      return LabelledWalk(
        labelled: labelled, known: known.map { Int32(exactly: $0) ?? -1 }, width: width
      ).values(
        keys: energy.map(\.bitPattern), categories: told.largestColumns(),
        places: { places(encoding, cells: $0, task: task, scale: scale, in: workspace) },
        in: workspace)
    } surroundings: {
      guard encoding.section.cellCount >= StrangeSurroundings.leastCellsOfSection,
        measuresSpace(encoding.section, task: task),
        let surroundings = strangeSurroundings(of: task)
      else { return nil }
      return surroundings.values(
        of: self.surroundings(of: encoding.section, task: task, scale: scale, in: workspace))
    } scarcity: { kept in
      guard let (labelled, width) = labelled(kept, task: task) else { return nil }
      let cells = Array(0..<encoding.section.cellCount)
      return LabelledScarcity(labelled: labelled, dimensions: width).values(
        of: places(encoding, cells: cells, task: task, scale: scale, in: workspace), in: workspace)
    }
  }

  /// Whether a section measured the genes by which cells are told to be like labelled ones.
  private func measuresSpace(_ section: PreparedSection, task: Int) -> Bool {
    guard let asked = noveltyHeads[task]?.space.askedGenes else { return false }
    let measured = Set(section.counts.genes)
    let found = asked.count { measured.contains($0) }
    return Double(found) >= LabelledWalk.leastShareOfGenes * Double(asked.count)
  }

  /// What the model keeps of the surroundings of each category; nil where it keeps nothing.
  private func strangeSurroundings(of task: Int) -> StrangeSurroundings? {
    guard let heads = noveltyHeads[task], let categories = heads.categories else { return nil }
    let (width, kept) = (heads.space.categories, heads.labelled.value.elements)
    let rows = categories.value.elements.indices.filter { categories.value.elements[$0] >= 0 }
    let dimensions = StrangeSurroundings.dimensions
    return StrangeSurroundings(
      centers: FeatureMatrix(
        rowCount: rows.count, columnCount: dimensions,
        values: rows.flatMap { kept[$0 * width..<$0 * width + dimensions].map(Double.init) }))
  }

  /// Where the neighbours of each cell lie in the space, in the mean, `[cells, dimensions]`.
  func surroundings(
    of section: PreparedSection, task: Int, scale: InputScale, blockRows: Int = 4096,
    in workspace: Workspace<Float>
  ) -> FeatureMatrix {
    let dimensions = StrangeSurroundings.dimensions
    var first = FeatureMatrix(rowCount: section.cellCount, columnCount: dimensions)
    let encoding = SectionEncoding(unencoded: section, in: workspace)
    // Block by block: there are up to ten times as many numbers as are needed.
    for start in stride(from: 0, to: section.cellCount, by: blockRows) {
      let block = start..<min(section.cellCount, start + blockRows)
      let own = places(encoding, cells: Array(block), task: task, scale: scale, in: workspace)
      let width = own.count / block.count
      for (row, cell) in block.enumerated() {
        for column in 0..<dimensions { first[cell, column] = Double(own[row * width + column]) }
      }
    }
    guard let graph = section.graph else { return first }
    return NeighbourLists(starts: graph.starts, neighbours: graph.neighbours)
      .means(of: first, ring: 1..<Int.max)
  }

  /// The labelled cells that a model keeps, `[cells, width]`.
  private func labelled(_ kept: NoveltyRule.Kept, task: Int) -> (cells: [Float], width: Int)? {
    guard let heads = noveltyHeads[task] else { return nil }
    let width = heads.space.categories
    return (Array(heads.labelled.value.elements[..<(kept.cells * width)]), width)
  }

  /// `log p(unlabelled) − log p(labelled)` of each cell, by the regression that tells unlabelled cells of training from
  /// labelled ones.
  func unlikeLabelled(
    _ encoding: SectionEncoding, task: Int, kind: LabelExpert.Kind, scale: InputScale,
    blockRows: Int = 4096, in workspace: Workspace<Float>
  ) -> [Double] {
    guard let head = noveltyHeads[task]?.unlabelled else {
      preconditionFailure("unlikeLabelled: the model tells no novelty")
    }
    let logits = linearLogits(
      encoding.section, head, views: NeighbourView.views(of: kind, rings: tasks[task].rings),
      scale: geneScale(scale, of: encoding.section.counts), blockRows: blockRows, in: workspace)
    return logits.withElements { elements in
      (0..<logits.rows).map { Double(elements[2 * $0 + 1]) - Double(elements[2 * $0]) }
    }
  }

  /// By how much each cell expresses a gene that its likely categories do not, `[asked cells]`.
  ///
  /// - Parameter told: the linear expert's logits of own expression, `[asked cells, categories]`.
  func unexplained(
    _ section: PreparedSection, cells: [Int], told: FeatureMatrix, task: Int, scale: InputScale,
    blockRows: Int = 4096, in workspace: Workspace<Float>
  ) -> [Double] {
    guard let profiles = noveltyHeads[task]?.profiles else {
      preconditionFailure("unexplained: the model knows no profiles")
    }
    let unexplained = UnexplainedExpression(
      means: profiles.means.value.elements, variances: profiles.variances.value.elements,
      vocabulary: vocabulary.genes.count, measured: section.counts.genes)
    let scale = geneScale(scale, of: section.counts)
    return stride(from: 0, to: cells.count, by: blockRows).flatMap { start -> [Double] in
      let block = start..<min(cells.count, start + blockRows)
      return unexplained.values(
        input(section, cells: cells[block], scale: scale, in: workspace),
        probabilities: told.selectingRows(Array(block)).softmax(), in: workspace)
    }
  }

  /// Where cells lie in the space of the labelled cells' own expression, `[asked cells, dimensions]`.
  func places(
    _ encoding: SectionEncoding, cells: [Int], task: Int, scale: InputScale, blockRows: Int = 4096,
    in workspace: Workspace<Float>
  ) -> [Float] {
    guard let head = noveltyHeads[task]?.space else {
      preconditionFailure("places: the model tells no novelty")
    }
    let tape = Tape(workspace, isRecording: false)
    let scale = geneScale(scale, of: encoding.section.counts)
    let intercepts = head.intercepts
    var places: [Float] = []
    places.reserveCapacity(cells.count * intercepts.count)
    for start in stride(from: 0, to: cells.count, by: blockRows) {
      let input = input(
        encoding.section, cells: cells[start..<min(cells.count, start + blockRows)], scale: scale,
        in: workspace)
      places +=
        head.project(
          input.expression, shift: input.panelShift, gain: input.gain, on: tape
        ).value.elements
    }
    for place in places.indices { places[place] += intercepts[place % intercepts.count] }
    return places
  }

  private func scale(ofLinear kind: LabelExpert.Kind, task: Int) -> InputScale {
    tasks[task].experts.first { $0.kind == kind }?.scale ?? .training
  }
}

/// `−log Σ_k exp l_k` of each row.
func energies(_ logits: FeatureMatrix) -> [Double] {
  (0..<logits.rowCount).map { row in
    let values = logits[row: row]
    let largest = values.max() ?? 0
    let sum = values.reduce(0) { $0 + exponential($1 - largest) }
    return -(largest + logarithm(sum))
  }
}
