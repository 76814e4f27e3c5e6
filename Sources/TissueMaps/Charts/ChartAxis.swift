import Foundation

/// A scale of a chart.
public struct ChartAxis: Sendable, Equatable {
  /// What is measured, with its unit.
  public var title: String
  /// Even steps or even factors.
  public var kind: Kind
  /// The ends; nil takes them from the data.
  public var range: ClosedRange<Double>?

  /// How a scale runs.
  public enum Kind: Sendable, Hashable {
    /// Equal differences are equal distances.
    case linear
    /// Equal factors are equal distances; numbers that are not positive are left out.
    case logarithmic
  }

  public init(_ title: String, kind: Kind = .linear, range: ClosedRange<Double>? = nil) {
    self.title = title
    self.kind = kind
    self.range = range
  }
}

/// An axis with its ends and ticks fixed.
struct AxisScale {
  let kind: ChartAxis.Kind
  /// Ends, as positions on an even scale: of a logarithmic axis, powers of ten.
  private(set) var low: Double
  private(set) var high: Double
  /// Numbers and where they stand, 0…1.
  private(set) var ticks: [(text: String, share: Double)] = []

  /// An axis that holds all `values`, or the range it was given; ends at round numbers if `endsAtTicks`.
  init(_ axis: ChartAxis, values: [Double], tickCount: Int, endsAtTicks: Bool) {
    kind = axis.kind
    let isLogarithmic = axis.kind == .logarithmic
    let given = axis.range.map { [$0.lowerBound, $0.upperBound] } ?? values
    let positions = given.compactMap { value -> Double? in
      guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
      return isLogarithmic ? log10(value) : value
    }
    (low, high) = (positions.min() ?? 0, positions.max() ?? 1)
    if low == high {
      let room = isLogarithmic ? 0.5 : max(abs(low) * 0.1, 0.5)
      (low, high) = (low - room, high + room)
    }
    let count = max(tickCount, 2)
    let decades = isLogarithmic && high - low >= 2
    var step = Numerals.roundUp((high - low) / Double(count))
    if decades { step = max(step.rounded(.up), 1) }
    if endsAtTicks, axis.range == nil {
      if isLogarithmic, !decades {
        let room = (high - low) * 0.06
        (low, high) = (low - room, high + room)
      } else {
        low = (low / step + 1e-9).rounded(.down) * step
        high = (high / step - 1e-9).rounded(.up) * step
      }
    }
    ticks =
      isLogarithmic
      ? logarithmicTicks(decades: decades, step: step, count: count)
      : Numerals.ticks(from: low, to: high, step: step).map {
        (Numerals.text($0, step: step), share(ofPosition: $0))
      }
  }

  private func logarithmicTicks(decades: Bool, step: Double, count: Int)
    -> [(text: String, share: Double)]
  {
    if decades {
      return Numerals.ticks(from: low, to: high, step: step).map {
        let value = pow(10, $0)
        return (Numerals.text(value, step: value), share(ofPosition: $0))
      }
    }
    // Less than two decades: 1, 2 and 5 in each, or plain round numbers where those are too few.
    var values: [Double] = []
    for decade in Int(low.rounded(.down))...Int(high.rounded(.up)) {
      values += [1, 2, 5].map { $0 * pow(10, Double(decade)) }
    }
    values = values.filter { log10($0) >= low - 1e-9 && log10($0) <= high + 1e-9 }
    if values.count < 3 {
      values = Numerals.ticks(from: pow(10, low), to: pow(10, high), count: count)
        .filter { $0 > 0 }
    }
    let step = zip(values.dropFirst(), values).map { $0 - $1 }.min() ?? values.first ?? 1
    return values.map { (Numerals.text($0, step: step), share(ofPosition: log10($0))) }
  }

  private func share(ofPosition position: Double) -> Double { (position - low) / (high - low) }

  /// Where a number stands, 0…1 within the axis; nil where it has no place.
  func share(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    if kind == .linear { return share(ofPosition: value) }
    return value > 0 ? share(ofPosition: log10(value)) : nil
  }
}
