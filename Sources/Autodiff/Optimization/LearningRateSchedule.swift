/// The learning rate over a run: a linear warm-up, then half a cosine down to a floor.
public struct LearningRateSchedule: Sendable, Equatable {
  /// The rate at the end of the warm-up.
  public var peak: Double
  /// How many steps the warm-up takes.
  public var warmUpSteps: Int
  /// How many steps the run takes, warm-up included.
  public var totalSteps: Int
  /// The last rate, as a share of the peak.
  public var floor: Double

  public init(peak: Double, warmUpSteps: Int, totalSteps: Int, floor: Double = 0.01) {
    self.peak = peak
    self.warmUpSteps = warmUpSteps
    self.totalSteps = totalSteps
    self.floor = floor
  }

  /// The rate of a step, counted from 0.
  public func rate(at step: Int) -> Double {
    if step < warmUpSteps { return peak * Double(step + 1) / Double(warmUpSteps) }
    let span = max(1, totalSteps - warmUpSteps)
    let progress = min(1, Double(step - warmUpSteps) / Double(span))
    return peak * (floor + (1 - floor) * 0.5 * (1 + cosine(.pi * progress)))
  }
}
