import Autodiff
import CellSections
import CellTransformer
import SectionAnalysis

/// What a model makes of the cells of a section.
public struct SectionEncoding {
  /// What was encoded; linear experts read its counts.
  let section: PreparedSection
  /// By which the encoder saw genes; nil where it saw nothing.
  let scale: GeneScale?
  /// `[cells, width]`; nil where they were overwritten, since there are too many cells to keep both: see
  /// `TissueModel.tokens`.
  let tokens: Matrix<Float>?
  /// `[cells, width]`
  let hidden: Matrix<Float>

  init(
    section: PreparedSection, scale: GeneScale?, tokens: Matrix<Float>?, hidden: Matrix<Float>
  ) {
    self.section = section
    self.scale = scale
    self.tokens = tokens
    self.hidden = hidden
  }

  /// A section whose linear experts alone will be asked.
  init(unencoded section: PreparedSection, in workspace: Workspace<Float>) {
    let nothing = workspace.matrix(0, 0, [])
    self.init(section: section, scale: nil, tokens: nothing, hidden: nothing)
  }
}

extension TissueModel {
  /// Tokens and hidden states of a whole section, one sentence, deterministic.
  ///
  /// - Parameters:
  ///   - blockRows: how many cells at a time pass the parts that know no other cell; bounds memory
  ///     and changes results by rounding only.
  ///   - limits: from how many cells on a section is worked on in tiles, which does the same.
  public func encode(
    _ section: PreparedSection, blockRows: Int = 4096,
    limits: SectionTiles.Limits = SectionTiles.Limits(), in workspace: Workspace<Float>
  ) -> SectionEncoding {
    let tape = Tape(workspace, isRecording: false)
    let scale = geneScale(inputScale, of: section.counts)
    let tokens = tape.assembleRows(
      section.cellCount, columns: configuration.encoder.width, blockRows: blockRows
    ) { self.tokens(section, cells: $0, scale: scale, on: tape) }
    if section.cellCount > limits.whole, encoder.canRunInTiles {
      let tiles = SectionTiles(
        cells: section.cellCount, coordinates: section.coordinates, graph: section.graph,
        typicalDistance: section.typicalDistance, limit: limits.tile)
      encoder.run(overwriting: tokens, tiles, blockRows: blockRows)
      // What the encoder worked with is as much again as the states; what comes next is of other sizes.
      workspace.pool.trim()
      return SectionEncoding(section: section, scale: scale, tokens: nil, hidden: tokens.value)
    }
    var turn: SeededGenerator?
    let context = section.context(
      of: nil, position: configuration.encoder.position, turn: &turn, forTraining: false,
      in: workspace)
    var stream = RandomStream(seed: 0)
    let hidden = encoder(tokens, context, blockRows: blockRows, &stream)
    return SectionEncoding(
      section: section, scale: scale, tokens: tokens.value, hidden: hidden.value)
  }

  /// The tokens of a run of cells, `[cells.count, width]`.
  private func tokens(
    _ section: PreparedSection, cells: Range<Int>, scale: GeneScale, on tape: Tape<Float>
  ) -> Variable<Float> {
    var stream = RandomStream(seed: 0)
    return tokens(
      input(section, cells: cells, scale: scale, in: tape.workspace),
      hasPositions: section.graph != nil,
      &stream, on: tape)
  }

  /// The tokens of a run of cells, as they were kept or made anew.
  func tokens(
    _ encoding: SectionEncoding, cells: Range<Int>, on tape: Tape<Float>
  ) -> Variable<Float> {
    if let tokens = encoding.tokens { return tape.rows(tape.constant(tokens), cells) }
    guard let scale = encoding.scale else {
      preconditionFailure("tokens: of a section that was not encoded")
    }
    return tokens(encoding.section, cells: cells, scale: scale, on: tape)
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
  func input(
    _ section: PreparedSection, cells: some Collection<Int>, scale: GeneScale,
    in workspace: Workspace<Float>
  ) -> TokenInput<Float> {
    TokenInput<Float>(
      section.counts, cells: Array(cells), mask: nil, geneScale: scale,
      vocabularySize: vocabulary.genes.count, forTraining: false, in: workspace)
  }
}
