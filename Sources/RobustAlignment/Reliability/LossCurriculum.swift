/// What the size of a pair's loss does to its weight `w` in the complementary part, by how far training is.
///
/// Amplifying hard pairs, as OKR-CELL describes for the later half, up-weights mislabelled ones.
package struct LossCurriculum {
  let form: AlignmentOptions.Curriculum
  /// `γ`: a loss that counts as large, nil before the first epoch is over.
  private var large: Double?

  /// The share of pairs whose loss is not large.
  private static let quantile = 0.8

  package init(_ form: AlignmentOptions.Curriculum) { self.form = form }

  /// Takes in the losses of an epoch, `[pairs]`.
  package mutating func update(losses: [Double]) {
    if losses.isEmpty { return }
    large = losses.sorted()[min(losses.count - 1, Int(Self.quantile * Double(losses.count)))]
  }

  /// `min(1, γ/ℓ)` early, `max(1, ℓ/γ)` late where that is asked for.
  ///
  /// - Parameter progress: the share of the run that is done.
  package func weight(ofLoss loss: Double, progress: Double) -> Double {
    guard form != .none, let large, loss > 0, large > 0 else { return 1 }
    if progress < 0.5 { return min(1, large / loss) }
    return form == .amplified ? max(1, loss / large) : 1
  }
}
