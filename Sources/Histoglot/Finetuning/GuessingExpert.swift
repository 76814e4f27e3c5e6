/// The linear expert by which the unlabelled cells of a task are guessed (`LabelCompletion`).
package struct GuessingExpert: Sendable, Equatable {
  package let kind: LabelExpert.Kind
  package let scale: InputScale

  /// The one that fits what the categories name: rings for places, own expression for types; where their names say nothing,
  /// the one under which validation finds the labels likelier.
  ///
  /// - Parameters:
  ///   - able: linear kinds that may be asked.
  ///   - likelihood: of the labels kept apart, in nats a cell; nil where nothing was judged.
  ///   - scale: that a kind was best on.
  /// - Returns: nil where no linear expert may be asked.
  package init?(
    nature: LabelNature, among able: [LabelExpert.Kind],
    likelihood: (LabelExpert.Kind) throws -> Double?, scale: (LabelExpert.Kind) -> InputScale
  ) rethrows {
    let fitting: LabelExpert.Kind? =
      switch nature {
      case .places: .linearRings
      case .types: .linearOwn
      case .unknown: nil
      }
    if let fitting, able.contains(fitting) {
      kind = fitting
    } else {
      let judged = try able.map { ($0, try likelihood($0) ?? -.infinity) }
      guard let best = judged.max(by: { $0.1 < $1.1 }) else { return nil }
      kind = best.0
    }
    self.scale = scale(kind)
  }
}
