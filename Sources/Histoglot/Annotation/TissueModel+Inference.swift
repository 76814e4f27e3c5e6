import Autodiff
import CellSections
import CellTransformer
import SectionAnalysis

/// What a model makes of the cells of a section.
public struct SectionEncoding {
  /// What was encoded; linear experts read its counts.
  let section: PreparedSection
  /// `[cells, width]`
  let tokens: Matrix<Float>
  /// `[cells, width]`
  let hidden: Matrix<Float>

  init(section: PreparedSection, tokens: Matrix<Float>, hidden: Matrix<Float>) {
    self.section = section
    self.tokens = tokens
    self.hidden = hidden
  }

  /// A section whose linear experts alone will be asked.
  init(unencoded section: PreparedSection, in workspace: Workspace<Float>) {
    let nothing = workspace.matrix(0, 0, [])
    self.init(section: section, tokens: nothing, hidden: nothing)
  }
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
      self.tokens(
        input(section, cells: range, in: workspace), hasPositions: context.hasPositions, &stream,
        on: tape)
    }
    let hidden = encoder(tokens, context, blockRows: blockRows, &stream)
    return SectionEncoding(section: section, tokens: tokens.value, hidden: hidden.value)
  }

  /// The embedding of cells: the latent mean `μ`, `[cells, latent]`.
  public func latents(
    _ encoding: SectionEncoding, blockRows: Int = 4096, in workspace: Workspace<Float>
  ) -> Matrix<Float> {
    workspace.profile?.enter(ModelStage.latents)
    defer { workspace.profile?.leave() }
    let tape = Tape(workspace, isRecording: false)
    return tape.inRowBlocks(
      tape.constant(encoding.hidden), columns: configuration.latent, blockRows: blockRows
    ) { _, rows in posterior.mean(rows) }.value
  }

  /// By what a section's expression becomes z-scores.
  func geneScale(_ scale: InputScale, of section: SectionCounts) -> GeneScale {
    switch scale {
    case .training: geneScale
    case .section: geneScale.adapted(to: section)
    }
  }

  /// What the encoder and the linear experts are shown of a run of cells, nothing hidden.
  ///
  /// - Parameter scale: another than the model's own.
  func input(
    _ section: PreparedSection, cells: Range<Int>, scale: GeneScale? = nil,
    in workspace: Workspace<Float>
  ) -> TokenInput<Float> {
    TokenInput<Float>(
      section.counts, cells: Array(cells), mask: nil, geneScale: scale ?? geneScale,
      vocabularySize: vocabulary.genes.count, forTraining: false, in: workspace)
  }
}
