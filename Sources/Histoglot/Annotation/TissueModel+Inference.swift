import Autodiff
import CellSections
import CellTransformer

/// What a model makes of the cells of a section.
public struct SectionEncoding {
  /// `[cells, width]`
  let tokens: Matrix<Float>
  /// `[cells, width]`
  let hidden: Matrix<Float>
}

extension TissueModel {
  /// Tokens and hidden states of a whole section, one sentence, deterministic.
  ///
  /// - Parameter blockRows: how many cells at a time pass the parts that know no other cell; bounds memory
  ///   and changes results by rounding only.
  public func encode(
    _ section: PreparedSection, blockRows: Int = 4096, in workspace: Workspace<Float>
  ) -> SectionEncoding {
    let tape = Tape(workspace, isRecording: false)
    var turn: SeededGenerator?
    let context = section.context(
      of: nil, position: configuration.encoder.position, turn: &turn, in: workspace)
    var stream = RandomStream(seed: 0)
    let tokens = tape.assembleRows(
      section.cellCount, columns: configuration.encoder.width, blockRows: blockRows
    ) { range in
      let input = TokenInput<Float>(
        section.counts, cells: Array(range), mask: nil, geneScale: geneScale,
        vocabularySize: vocabulary.genes.count, forTraining: false)
      return self.tokens(input, hasPositions: context.hasPositions, &stream, on: tape)
    }
    let hidden = encoder(tokens, context, blockRows: blockRows, &stream)
    return SectionEncoding(tokens: tokens.value, hidden: hidden.value)
  }

  /// The embedding of cells: the latent mean `μ`, `[cells, latent]`.
  public func latents(
    _ encoding: SectionEncoding, blockRows: Int = 4096, in workspace: Workspace<Float>
  ) -> Matrix<Float> {
    let tape = Tape(workspace, isRecording: false)
    return tape.inRowBlocks(
      tape.constant(encoding.hidden), columns: configuration.latent, blockRows: blockRows
    ) { _, rows in posterior.mean(rows) }.value
  }

  /// The logits of a task before temperature, `[cells, categories]`.
  public func logits(
    _ encoding: SectionEncoding, task: Int, blockRows: Int = 4096, in workspace: Workspace<Float>
  ) -> Matrix<Float> {
    let tape = Tape(workspace, isRecording: false)
    var stream = RandomStream(seed: 0)
    let tokens = tape.constant(encoding.tokens)
    return tape.inRowBlocks(
      tape.constant(encoding.hidden), columns: tasks[task].categories.count, blockRows: blockRows
    ) { range, rows in
      heads[task](headFeatures(tokens: tape.rows(tokens, range), hidden: rows), &stream)
    }.value
  }
}
