import Autodiff
import CellSections

/// Which steps a run takes, all of it derived from the seed: what a continued run needs to know to go on
/// as if nothing had happened.
struct PretrainingPlan {
  let options: PretrainingOptions
  let sections: [PreparedSection]
  let hops: Int
  let epochs: Int
  let stepsPerEpoch: Int
  /// For each section, which cells may carry the loss in training, `[cells]`.
  let isTrained: [[Bool]]

  /// What randomness is for; each purpose has numbers of its own.
  private enum Purpose: UInt64 {
    case windows = 1
    case order = 2
    case step = 3
    case validation = 4
    case validationCells = 5
    case seeding = 6
  }

  /// One window of one section.
  struct Step {
    let section: Int
    let window: SectionWindow
  }

  init(_ options: PretrainingOptions, sections: [PreparedSection], hops: Int) {
    self.options = options
    self.sections = sections
    self.hops = hops
    isTrained = sections.enumerated().map { index, section in
      var isTrained = [Bool](repeating: true, count: section.cellCount)
      var generator = SeededGenerator(
        seed: options.seed, path: [Purpose.validationCells.rawValue, UInt64(index)])
      for cell in Self.validationCells(section, options.validationShare, &generator) {
        isTrained[cell] = false
      }
      return isTrained
    }
    stepsPerEpoch = sections.reduce(0) {
      $0 + ($1.cellCount + options.windowCells - 1) / options.windowCells
    }
    epochs =
      options.epochs
      ?? max(5, (PretrainingOptions.stepsByDefault + stepsPerEpoch - 1) / max(1, stepsPerEpoch))
  }

  var totalSteps: Int { epochs * stepsPerEpoch }

  /// Contiguous blocks where cells lie somewhere, else random cells.
  private static func validationCells(
    _ section: PreparedSection, _ share: Double, _ generator: inout SeededGenerator
  ) -> [Int] {
    if share <= 0 || section.cellCount < 200 { return [] }
    if let coordinates = section.coordinates {
      return SpatialBlocks(of: coordinates, count: 24)
        .split(validationFraction: share, using: &generator).validation
    }
    return (0..<section.cellCount).filter { _ in generator.uniform() < share }
  }

  /// The steps of an epoch, in their order.
  func steps(ofEpoch epoch: Int) -> [Step] {
    var steps: [Step] = []
    for (index, section) in sections.enumerated() {
      var generator = generator(.windows, [UInt64(epoch), UInt64(index)])
      for window in section.windows(
        coreLimit: options.windowCells, hops: hops, using: &generator)
      {
        steps.append(Step(section: index, window: window))
      }
    }
    var generator = generator(.order, [UInt64(epoch)])
    generator.shuffle(&steps)
    return steps
  }

  /// The windows that the validation loss is computed on; the same in every epoch.
  func validationSteps() -> [Step] {
    var steps: [Step] = []
    for (index, section) in sections.enumerated() {
      var generator = generator(.validation, [UInt64(index)])
      for window in section.windows(
        coreLimit: options.windowCells, hops: hops, using: &generator)
      where window.core.contains(where: { !isTrained[index][$0] }) {
        steps.append(Step(section: index, window: window))
      }
    }
    return steps
  }

  func stepGenerator(epoch: Int, step: Int) -> SeededGenerator {
    generator(.step, [UInt64(epoch), UInt64(step)])
  }

  func validationGenerator(step: Int) -> SeededGenerator {
    generator(.validation, [.max, UInt64(step)])
  }

  func seedingGenerator() -> SeededGenerator { generator(.seeding, []) }

  private func generator(_ purpose: Purpose, _ path: [UInt64]) -> SeededGenerator {
    SeededGenerator(seed: options.seed, path: [purpose.rawValue] + path)
  }

  var schedule: LearningRateSchedule {
    LearningRateSchedule(
      peak: options.rate, warmUpSteps: warmUpSteps, totalSteps: totalSteps, floor: 0.02)
  }

  var warmUpSteps: Int { max(1, Int((Double(totalSteps) * options.warmUpShare).rounded())) }

  /// `β` of a step: 0 until the components have been put where the cells are, then up over a fifth of the run.
  func divergenceWeight(at step: Int) -> Double {
    let ramp = max(1, totalSteps / 5)
    return options.divergenceWeight
      * min(1, max(0, Double(step - warmUpSteps + 1) / Double(ramp)))
  }
}
