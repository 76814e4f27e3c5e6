import Autodiff
import CellSections
import RobustAlignment

/// Aligns cells, and regions of tissue, with texts (OKR-CELL's CRA objective; see `RobustAlignment`).
///
/// The model stays as it is; the towers on top of it learn.
public struct Alignment {
  /// What happens, as it happens.
  public enum Event: Sendable {
    /// An epoch over cells is done; `W` is the mean of each label's cells.
    case cells(epoch: Int, of: Int, loss: Double, reliability: [Double])
    /// An epoch over regions is done.
    case regions(epoch: Int, of: Int, loss: Double)
  }

  /// What came out.
  public struct Result {
    public let alignment: TextAlignment
    /// All cells that carry a label, the most suspect first.
    public let suspects: [SuspectLabel]
    /// The mean `W` of each label's cells.
    public let reliability: [Double]
    /// How labels go wrong, where that was learned.
    public let noise: LabelNoise?
  }

  public let model: TissueModel
  public let options: AlignmentOptions
  public let threads: Int

  /// Cells of a region that is described.
  static let regionCells = 32
  /// One region for so many cells.
  static let cellsPerRegion = 4
  /// The length of the vectors of a tower alone, and of each of several.
  static let outputs = (alone: 256, each: 64)

  public init(_ model: TissueModel, options: AlignmentOptions, threads: Int) {
    self.model = model
    self.options = options
    self.threads = threads
  }

  /// - Parameters:
  ///   - sections: labelled for one task, the key that is aligned.
  ///   - texts: one for each category of the task.
  ///   - alignsRegions: whether regions are aligned too, where there are coordinates.
  ///   - regionTexts: of each section a text for each cell's region, `nil` where a cell has none; empty for none.
  ///   - sentences: from texts to sentence vectors, `[texts, width]`, row after row.
  public func callAsFunction(
    _ sections: [LabelledSection], task: LabelTask, texts: [AlignedText],
    alignsRegions: Bool = true, regionTexts: [[String?]] = [],
    sentences: ([String]) throws -> (values: [Float], width: Int),
    report: (Event) -> Void = { _ in }
  ) throws -> Result {
    precondition(
      texts.count == task.categories.count,
      "Alignment: \(texts.count) texts for \(task.categories.count) categories")
    let workspace = Workspace<Float>(threads: threads)
    let features = CellFeatures(
      sections.map(\.section), vocabularySize: model.vocabulary.genes.count)
    let labelled = sections.map { section in
      section.codes[0].indices.filter { section.codes[0][$0] >= 0 }
    }
    let vectors = try sentences(texts.map(\.text))
    let pairs = AlignmentPairs<Float>(
      features: sections.indices.flatMap { index in
        features(sections[index].section, cells: labelled[index])
      },
      featureWidth: features.width, sentences: vectors.values, sentenceWidth: vectors.width,
      textIDs: sections.indices.flatMap { index in
        labelled[index].map { Int(sections[index].codes[0][$0]) }
      })
    let run = AlignmentRun(
      pairs,
      shape: TowerShape(
        cellInputs: features.width, textInputs: vectors.width,
        outputs: options.towers == 1 ? Self.outputs.alone : Self.outputs.each,
        dropout: options.dropout ?? AlignmentOptions.dropout(genes: features.width)),
      options: options, workspace: workspace)
    var reliability: [Double] = []
    while !run.isFinished {
      let epoch = run.runEpoch()
      guard epoch.loss.isFinite else { throw TrainingError.lossNotFinite(epoch: epoch.epoch) }
      reliability = epoch.meanReliability
      report(
        .cells(
          epoch: epoch.epoch, of: options.epochs, loss: epoch.loss, reliability: reliability))
    }
    let towers = run.towers
    let regression =
      options.regression ? run.regression() : nil
    let seen = SeenCells(sections.map(\.section), cells: labelled)
    let alignment = TextAlignment(
      key: task.key, texts: texts, sentences: vectors.values, features: features,
      cells: towers, regression: regression, regions: nil, temperature: options.temperature,
      seen: seen)
    let suspects = suspects(
      run, regression, sections: sections, labelled: labelled, texts: texts, workspace)
    var regions: PairTowers<Float>?
    if alignsRegions,
      let pairs = RegionPairs(
        sections, texts: texts, regionTexts: regionTexts, cellsPerRegion: Self.cellsPerRegion,
        regionCells: Self.regionCells, seed: options.seed)
    {
      regions = try align(
        pairs, alignment, sections: sections, sentences, workspace
      ) {
        report(.regions(epoch: $0.epoch, of: options.epochs, loss: $0.loss))
      }
    }
    return Result(
      alignment: TextAlignment(
        key: task.key, texts: texts, sentences: vectors.values, features: features,
        cells: towers, regression: regression, regions: regions,
        temperature: options.temperature, seen: seen),
      suspects: suspects, reliability: reliability, noise: run.noise)
  }

  private func suspects(
    _ run: AlignmentRun<Float>, _ regression: LabelRegression?, sections: [LabelledSection],
    labelled: [[Int]], texts: [AlignedText], _ workspace: Workspace<Float>
  ) -> [SuspectLabel] {
    let ofTowers = TextBeliefs(
      run.towers, pairs: run.pairs, temperature: options.temperature, workspace
    ).probabilities
    let beliefs =
      regression.map {
        LabelRegression.together(ofTowers, $0.logits(run.pairs.features, in: workspace)).values
      } ?? ofTowers
    var suspects: [SuspectLabel] = []
    var pair = 0
    for (section, cells) in zip(sections, labelled) {
      for cell in cells {
        let given = run.pairs.textIDs[pair]
        let row = pair * texts.count
        let rival = texts.indices.filter { $0 != given }.max {
          beliefs[row + $0] < beliefs[row + $1]
        }
        suspects.append(
          SuspectLabel(
            section: section.section.name, cell: cell, given: texts[given].label,
            suggested: texts[rival ?? given].label, suspicion: 1 - beliefs[row + given],
            isOutdone: rival.map { beliefs[row + $0] > beliefs[row + given] } ?? false,
            reliability: run.reliability.weights[pair]))
        pair += 1
      }
    }
    return suspects.sorted { ($0.suspicion, $1.cell) > ($1.suspicion, $0.cell) }
  }

  /// The towers of regions: cells' vectors as they are now, pooled, against what regions are made of.
  private func align(
    _ regions: RegionPairs, _ alignment: TextAlignment, sections: [LabelledSection],
    _ sentences: ([String]) throws -> (values: [Float], width: Int),
    _ workspace: Workspace<Float>, report: (AlignmentRun<Float>.EpochReport) -> Void
  ) throws -> PairTowers<Float> {
    let vectors = try sentences(regions.texts)
    let width = alignment.width
    let ofCells = sections.indices.map {
      alignment.cellVectors(sections[$0].section, in: workspace)
    }
    let pairs = AlignmentPairs<Float>(
      features: regions.regions.flatMap { region in
        region.cells.flatMap { ofCells[region.section][$0 * width..<($0 + 1) * width] }
      },
      featureWidth: width * Self.regionCells, sentences: vectors.values,
      sentenceWidth: vectors.width, textIDs: regions.regions.map(\.text))
    // What regions are made of is counted, and nearly every text stands once: there is no noise to learn.
    var options = options
    options.towers = 1
    if options.reliability == .noise { options.reliability = .ratio }
    let run = AlignmentRun(
      pairs,
      shape: TowerShape(
        cellInputs: width, textInputs: vectors.width, dropout: 0,
        pooledCells: Self.regionCells),
      options: options, workspace: workspace)
    while !run.isFinished {
      let epoch = run.runEpoch()
      guard epoch.loss.isFinite else { throw TrainingError.lossNotFinite(epoch: epoch.epoch) }
      report(epoch)
    }
    return run.towers
  }
}
