import Autodiff
import CellSections
import CellTransformer
import LatentMixture

/// The parts of the pre-training loss of some masked cells, in nats a gene unless said otherwise.
public struct PretrainingLosses: Codable, Sendable, Equatable {
  /// Negative log-likelihood of hidden counts, nats a measured gene; 0 where masking was left out.
  public var hidden = 0.0
  /// Negative log-likelihood of all measured counts, nats a measured gene.
  public var all = 0.0
  /// Divergence from the prior, nats a cell.
  public var divergence = 0.0
  /// What was minimised.
  public var total = 0.0
  /// How many masked cells that stands for.
  public var cells = 0

  /// The mean of both, weighted by cells.
  mutating func add(_ other: PretrainingLosses) {
    let sum = Double(cells + other.cells)
    guard sum > 0 else { return }
    func mean(_ a: Double, _ b: Double) -> Double {
      (a * Double(cells) + b * Double(other.cells)) / sum
    }
    hidden = mean(hidden, other.hidden)
    all = mean(all, other.all)
    divergence = mean(divergence, other.divergence)
    total = mean(total, other.total)
    cells += other.cells
  }
}

/// The pre-training loss on one window.
struct PretrainingStep {
  let model: TissueModel
  let workspace: Workspace<Float>
  /// `β` at this moment.
  let divergenceWeight: Double
  let freeNats: Double
  let maskedCells: Double

  /// What one window gave.
  struct Result {
    var losses: PretrainingLosses
    /// Latent means of the cells that carried the loss, `[cells, latent]`.
    var latents: Matrix<Float>?
  }

  /// Computes the loss of a window and, where training, adds to the gradients.
  ///
  /// `[NB(hidden) + NB(all measured) + β·KL] / P` for each masked cell of the core; where masking was left out, for
  /// every cell, without the first term.
  ///
  /// - Parameters:
  ///   - isScored: which cells of the section may carry the loss, `[cells]`.
  ///   - generator: of masks, noise and dropout.
  ///   - usage: gathers how the mixture is used.
  func callAsFunction(
    _ section: PreparedSection, index: Int, window: SectionWindow, isScored: [Bool], training: Bool,
    using generator: inout SeededGenerator, usage: inout MixtureUsage
  ) -> Result {
    if training { workspace.profile?.enter(ModelStage.forward) }
    defer { if training { workspace.profile?.leave() } }
    let cells = window.cells
    let mask = GeneMask.draw(
      cells: cells.count, genes: section.counts.genes.count, cellShare: maskedCells,
      using: &generator)
    let scored = window.core.indices.filter { row in
      isScored[cells[row]] && (maskedCells == 0 || !mask.hidden(in: row).isEmpty)
        && section.counts.statistics.librarySizes[cells[row]] > 0
    }
    var turn: SeededGenerator? = training ? SeededGenerator(seed: generator.next()) : nil
    var stream = RandomStream(seed: generator.next())
    if scored.isEmpty { return Result(losses: PretrainingLosses(), latents: nil) }

    let tape = Tape(workspace, isRecording: training)
    let input = TokenInput<Float>(
      section.counts, cells: cells, mask: maskedCells == 0 ? nil : mask, geneScale: model.geneScale,
      vocabularySize: model.vocabulary.genes.count, forTraining: training, in: workspace)
    let context = section.context(
      of: cells, position: model.configuration.encoder.position, turn: &turn, in: workspace)
    let (_, encoded) = model.encode(input, context, &stream, on: tape)
    let hidden = tape.gatherRows(encoded, scored.map(Int32.init))
    let mean = model.posterior.mean(hidden)
    let logVariance = model.posterior.logVariance(hidden)
    let latent =
      training ? tape.sampleNormal(mean: mean, logVariance: logVariance, &stream) : mean

    let targets = CountTargets(
      section.counts, cells: scored.map { cells[$0] }, hidden: scored.map { mask.hidden(in: $0) },
      in: workspace)
    let logits = model.decoder.logits(latent, section: index, genes: section.counts.genes)
    let dispersion = model.decoder.logDispersion(section.counts.genes, on: tape)
    let reconstruction = tape.negativeBinomial(
      logits: logits, logDispersion: dispersion, counts: targets.counts,
      logLibrary: targets.logLibraries, weights: targets.weights)
    let divergence = model.prior.divergence(mean: mean, logVariance: logVariance)
    let meanDivergence = tape.scale(
      tape.weightedSum(divergence.bound), by: 1 / Float(scored.count))
    let perGene = 1 / Double(section.counts.genes.count)

    // A floor on the mean: below it the divergence is no longer pushed down, but neither is its sum hidden.
    let meanNats = Double(meanDivergence.value.scalar)
    let pushes = meanNats > freeNats
    let loss = tape.combine([
      (1, reconstruction.weighted),
      (pushes ? Float(divergenceWeight * perGene) : 0, meanDivergence),
    ])
    if training {
      workspace.profile.measure(ModelStage.backward) { tape.backward(from: loss) }
    }

    usage.add(
      responsibilities: divergence.responsibilities, bound: divergence.bound.value,
      rows: Array(0..<scored.count))
    let total = Double(reconstruction.weighted.value.scalar)
    let all = reconstruction.unweighted * targets.unit
    let losses = PretrainingLosses(
      hidden: maskedCells == 0 ? 0 : (total - all) * targets.genesPerHidden, all: all,
      divergence: meanNats,
      total: total + divergenceWeight * perGene * meanNats, cells: scored.count)
    return Result(losses: losses, latents: mean.value)
  }
}
