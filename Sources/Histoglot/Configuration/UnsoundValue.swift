/// A value of a model folder that no model can have: where it stands, what it is, what it must be.
///
/// Files are copied, cut short and edited by hand, so whatever sets how much memory is taken or how long a loop
/// runs is looked at before it is used.
struct UnsoundValue: Error, CustomStringConvertible {
  let place: String
  let found: String
  let wanted: String

  var description: String { "\(place) is \(found), and must be \(wanted)" }

  static func check(
    _ value: Int, within range: ClosedRange<Int>, at place: String
  ) throws(UnsoundValue) {
    if range.contains(value) { return }
    throw UnsoundValue(
      place: place, found: "\(value)",
      wanted: "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }

  /// Not a number lies within no range.
  static func check(
    _ value: Double, within range: ClosedRange<Double>, at place: String
  ) throws(UnsoundValue) {
    if range.contains(value) { return }
    throw UnsoundValue(
      place: place, found: "\(value)",
      wanted: "a number from \(range.lowerBound) to \(range.upperBound)")
  }

  static func check(
    _ holds: Bool, _ found: String, at place: String, wanted: String
  ) throws(UnsoundValue) {
    if !holds { throw UnsoundValue(place: place, found: found, wanted: wanted) }
  }

  /// Temperatures that logits can be divided by and stay finite.
  static let temperatures = 1e-3...1e3
}
