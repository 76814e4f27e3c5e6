import Autodiff
import CellSections
import CellTransformer
import PredictionHeads
import SectionAnalysis

extension TissueModel {
  /// What a graph network is shown of all cells of a section.
  func graphInput(
    _ section: PreparedSection, scale: InputScale, in workspace: Workspace<Float>
  ) -> GraphInput {
    GraphInput(
      input(
        section, cells: 0..<section.cellCount, scale: geneScale(scale, of: section.counts),
        in: workspace))
  }

  /// The logits of a graph network, `[cells, categories]`.
  func graphLogits(
    _ section: PreparedSection, _ head: GraphHead<Float>, scale: InputScale, blockRows: Int,
    in workspace: Workspace<Float>
  ) -> Matrix<Float> {
    let tape = Tape(workspace, isRecording: false)
    let ofSection = geneScale(scale, of: section.counts)
    return head.logits(cells: section.cellCount, blockRows: blockRows, on: tape) { range in
      let input = GraphInput(
        input(section, cells: range, scale: ofSection, in: workspace))
      return head.project(
        input.expression(in: workspace), shift: input.shift, gain: input.gain, on: tape)
    } means: { range in
      PreparedSection.means(
        section.graph, cells: range, of: section.cellCount, forTraining: false, in: workspace)
    }.value
  }

  /// Takes over the parameters of a graph network that was trained on some genes alone; the others tell it nothing.
  ///
  /// - Parameters:
  ///   - trained: holds a `GraphHead` of `genes.count` genes in the scope `graph`.
  ///   - genes: rows of the vocabulary.
  func assignGraph(_ trained: ParameterStore<Float>, genes: [Int32], task: Int) {
    let prefix = "heads.\(task).\(TaskHeads.graphName)."
    for name in GraphHead<Float>.sharedNames + [GraphHead<Float>.geneName] {
      guard let from = trained.parameter(named: "graph." + name),
        let to = store.parameter(named: prefix + name)
      else { preconditionFailure("assignGraph: no parameter \(prefix)\(name)") }
      let elements = trained.elements(of: from)
      guard name == GraphHead<Float>.geneName else {
        to.assign(elements)
        continue
      }
      let width = to.columns
      var all = [Float](repeating: 0, count: to.rows * width)
      for (row, gene) in genes.enumerated() {
        for column in 0..<width { all[Int(gene) * width + column] = elements[row * width + column] }
      }
      to.assign(all)
    }
  }
}

extension PreparedSection {
  /// The mean over the ten nearest of each of some cells, `[cells, count]`, rows summing to 1; a cell without neighbours is
  /// its own mean.
  ///
  /// - Parameters:
  ///   - cells: whose means; all of them where nil.
  ///   - count: how many cells there are.
  ///   - forTraining: whether gradients will be asked for.
  static func means(
    _ graph: NeighbourGraph?, cells: Range<Int>? = nil, of count: Int, forTraining: Bool,
    in workspace: Workspace<Float>
  ) -> SparseMatrix<Float> {
    var starts: [Int64] = [0]
    var indices: [Int32] = []
    var values: [Float] = []
    for cell in cells ?? 0..<count {
      let seen = graph?.tenNearest(of: cell) ?? [Int32(cell)]
      indices += seen.sorted()
      values += [Float](repeating: 1 / Float(seen.count), count: seen.count)
      starts.append(Int64(indices.count))
    }
    return SparseMatrix(
      columns: count, starts: starts, transposing: forTraining, in: workspace
    ) { toIndices, toValues in
      toIndices.update(from: indices, count: indices.count)
      toValues.update(from: values, count: values.count)
    }
  }
}
