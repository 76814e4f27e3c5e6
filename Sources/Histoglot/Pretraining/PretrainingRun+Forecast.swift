import CellSections
import Foundation

/// How long the parts of a run take, measured by doing them.
public struct PretrainingForecast: Sendable {
  /// All that is left of the run, seconds: steps, validation and the writing of checkpoints.
  public let seconds: Double
}

extension PretrainingRun {
  /// The longest that steps are measured for, seconds; and how many are at least.
  private static let measuringTime = 2.0
  private static let leastSteps = 3

  /// Does a part of all that a run consists of, changing nothing, and tells what the whole will take.
  ///
  /// Windows differ in size and checkpoints in how fast the disk is, so a few of each kind are done: the largest
  /// window first, which also takes the memory that the run will take, then windows in the order of the epoch until
  /// two seconds have passed, with what the optimiser does after each; validation; and a checkpoint.
  public func rehearse(writingTo checkpoints: CheckpointFolder) throws -> PretrainingForecast {
    guard !isFinished,
      let largest = steps.max(by: { $0.window.cells.count < $1.window.cells.count })
    else { return PretrainingForecast(seconds: 0) }
    // Once without a clock: memory is taken for the first time.
    rehearse(largest, training: true)
    let weights = model.store.snapshot()
    let moments = optimizer.state
    var training = Pace()
    var updates = Pace()
    for (count, step) in steps.enumerated() {
      if count >= Self.leastSteps, training.seconds + updates.seconds > Self.measuringTime { break }
      training.add(units: step.window.cells.count) { rehearse(step, training: true) }
      updates.add(units: 1) {
        _ = optimizer.gradientNorm()
        optimizer.update(rate: 0)
      }
    }
    model.store.clearGradients()
    optimizer.restore(moments)
    model.store.restore(weights)
    var validation = Pace()
    for (count, step) in plan.validationSteps().enumerated() where count < Self.leastSteps {
      validation.add(units: step.window.cells.count) { rehearse(step, training: false) }
    }
    var writing = Pace()
    try writing.add(units: 1) { try checkpoints.rehearse(self) }

    let cells = steps.reduce(0) { $0 + $1.window.cells.count }
    let validated = plan.validationSteps().reduce(0) { $0 + $1.window.cells.count }
    let stepsLeft = Double(epochs * steps.count) * (1 - progress)
    let epochsLeft = Double(epochs - state.epoch)
    let perStep = training.perUnit * Double(cells) / Double(steps.count) + updates.perUnit
    // The components are put in their places once, by a pass over some windows that trains nothing.
    let seeding =
      optimizer.step < plan.warmUpSteps
      ? validation.perUnit
        * Double(steps.prefix(Self.seedingWindows).reduce(0) { $0 + $1.window.cells.count })
      : 0
    // The model itself is written at the end, much like another checkpoint.
    return PretrainingForecast(
      seconds: perStep * stepsLeft + seeding
        + epochsLeft * (validation.perUnit * Double(validated) + writing.perUnit) + writing.perUnit)
  }

  private func rehearse(_ step: PretrainingPlan.Step, training: Bool) {
    var generator = plan.stepGenerator(epoch: 0, step: 0)
    var usage = state.usage
    _ = lossStep(0)(
      plan.sections[step.section], index: step.section, window: step.window,
      isScored: plan.isTrained[step.section], training: training, using: &generator,
      usage: &usage)
  }
}

/// How fast something goes.
private struct Pace {
  private(set) var seconds = 0.0
  private var units = 0

  /// Seconds for each unit; 0 where nothing was measured.
  var perUnit: Double { units > 0 ? seconds / Double(units) : 0 }

  mutating func add(units count: Int, _ work: () throws -> Void) rethrows {
    let start = ContinuousClock.now
    try work()
    let time = (ContinuousClock.now - start).components
    seconds += Double(time.seconds) + Double(time.attoseconds) * 1e-18
    units += count
  }
}
