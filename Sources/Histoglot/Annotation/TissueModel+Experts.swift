import Autodiff
import CellSections
import CellTransformer
import ParallelLoops
import PredictionHeads
import SectionAnalysis

extension TissueModel {
  /// The logits of a task before smoothing and temperature, `[cells, categories]`: the logarithms of the
  /// mixture of its experts' calibrated probabilities, `log Σ_e w_e softmax(l_e / T_e)`.
  ///
  /// - Parameter experts: with the weights to ask them by; nil for the task's own.
  public func logits(
    _ encoding: SectionEncoding, task: Int, experts: [LabelExpert]? = nil, blockRows: Int = 4096,
    in workspace: Workspace<Float>
  ) -> Matrix<Float> {
    let asked = (experts ?? tasks[task].experts).filter { $0.weight > 0 }
    let (cells, categories) = (encoding.section.cellCount, tasks[task].categories.count)
    let logarithms = ExpertMixture(asked).logarithms(cells: cells, categories: categories) {
      let logits = FeatureMatrix(
        expertLogits(
          encoding, task: task, kind: asked[$0].kind, scale: asked[$0].scale ?? .training,
          blockRows: blockRows, in: workspace))
      // The next expert works with matrices of other sizes.
      if encoding.tokens == nil { workspace.pool.trim() }
      return logits
    }
    return workspace.matrix(converting: logarithms.values, cells, categories)
  }

  /// The logits of one expert, before its temperature, `[cells, categories]`.
  ///
  /// - Parameter scale: of what a linear expert or graph network sees; others have the model's.
  public func expertLogits(
    _ encoding: SectionEncoding, task: Int, kind: LabelExpert.Kind, scale: InputScale = .training,
    blockRows: Int = 4096, in workspace: Workspace<Float>
  ) -> Matrix<Float> {
    workspace.profile?.enter(ModelStage.labelExperts)
    defer { workspace.profile?.leave() }
    if let head = heads[task].linear(kind) {
      return linearLogits(
        encoding.section, head, views: NeighbourView.views(of: kind, rings: tasks[task].rings),
        scale: geneScale(scale, of: encoding.section.counts), blockRows: blockRows, in: workspace)
    }
    if kind == .graph {
      guard let head = heads[task].graph else {
        preconditionFailure("expertLogits: the model has no graph network")
      }
      return graphLogits(
        encoding.section, head, scale: scale, blockRows: blockRows, in: workspace)
    }
    let tape = Tape(workspace, isRecording: false)
    var stream = RandomStream(seed: 0)
    return tape.inRowBlocks(
      tape.constant(encoding.hidden), columns: tasks[task].categories.count, blockRows: blockRows
    ) { range, rows in
      guard
        let logits = heads[task].logits(
          kind, tokens: tokens(encoding, cells: range, on: tape), hidden: rows, &stream)
      else { preconditionFailure("expertLogits: \(kind) is no network") }
      return logits
    }.value
  }

  /// Projects each cell, then averages the projections over each view.
  func linearLogits(
    _ section: PreparedSection, _ head: LinearHead<Float>, views: [NeighbourView],
    scale: GeneScale, blockRows: Int, in workspace: Workspace<Float>
  ) -> Matrix<Float> {
    let tape = Tape(workspace, isRecording: false)
    let width = head.categories
    let projected = tape.assembleRows(
      section.cellCount, columns: head.views * width, blockRows: blockRows
    ) { range in
      let input = input(section, cells: range, scale: scale, in: workspace)
      return head.project(input.expression, shift: input.panelShift, gain: input.gain, on: tape)
    }
    let sum = sumOfMeans(
      projected.value, views: views, intercepts: head.intercepts.map(Double.init), section,
      in: workspace.loop)
    return workspace.matrix(converting: sum.values, section.cellCount, width)
  }

  /// `b_c + Σ_v mean_{j ∈ v(i)} p_jvc` for cell i and category c, `[cells, categories]`.
  ///
  /// - Parameters:
  ///   - projected: p, `[cells, views · categories]`; there may be more views than are asked.
  ///   - intercepts: b, `[categories]`.
  private func sumOfMeans(
    _ projected: Matrix<Float>, views: [NeighbourView], intercepts: [Double],
    _ section: PreparedSection, in loop: ParallelLoop
  ) -> FeatureMatrix {
    let width = intercepts.count
    var sum = FeatureMatrix(rowCount: section.cellCount, columnCount: width)
    let reach = NeighbourView.reach(of: views)
    let search = reach > 0 ? section.tree.map(NearestCellSearch.init) : nil
    let columns = projected.columns
    let length = 1024
    projected.withElements { projected in
      sum.values.withUnsafeMutableBufferPointer { sum in
        let (values, sums) = (projected, sum)
        loop(pieces: (section.cellCount + length - 1) / length) { piece, _ in
          let cells = piece * length..<min((piece + 1) * length, section.cellCount)
          let nearest = search?.tieSafeNearest(reach, of: cells)
          for (row, cell) in cells.enumerated() {
            for column in 0..<width { sums[cell * width + column] = intercepts[column] }
            for (index, view) in views.enumerated() {
              let seen = view.cells(of: cell, nearest: nearest?[row], reach: reach)
              let share = 1 / Double(seen.count)
              for other in seen {
                let start = Int(other) * columns + index * width
                for column in 0..<width {
                  sums[cell * width + column] += share * Double(values[start + column])
                }
              }
            }
          }
        }
      }
    }
    return sum
  }
}
