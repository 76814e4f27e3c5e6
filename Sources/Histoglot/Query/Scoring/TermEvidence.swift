/// What one term of a query says of each cell before its neighbours are asked.
struct TermEvidence: Sendable {
  var evidence: Evidence
  /// Whether the term was negated.
  var isNegated: Bool
}

/// What is known of cells, kept apart from where they lie, so that it can be asked what would be if they lay elsewhere.
indirect enum Evidence: Sendable {
  /// Of each cell itself, wherever it lies, `[places]`.
  case ofCells([Double])
  /// How much of something there is in a cell, times how near the cell is to others.
  case near(LocalAmount, NearTarget)
  /// Whichever of them fits best.
  case anyOf([Evidence])
}

/// How much of something there is in a cell, at least 0.
struct LocalAmount: Sendable {
  /// Of each cell itself, `[places]`.
  var values: [Double]
  /// The scale of values averaged over a neighbourhood, where that is what counts; nil where each cell counts alone.
  var scale: FieldScale?

  /// - Parameter cells: which cell lies at each place.
  func callAsFunction(_ field: TissueField, cells: [Int]?) -> [Double] {
    let own = values.moved(cells)
    return (scale.map { $0(field.smoothed(own)) } ?? own).map { max(0, $0) }
  }
}

/// The cells that others lie near.
struct NearTarget: Sendable {
  /// Cells that hold at least `least` of it.
  struct Part: Sendable {
    var amount: LocalAmount
    var least: Double
  }

  /// A cell of any of them is meant.
  var parts: [Part]
  let proximity: Proximity

  /// How near each place is to one of these cells, `[places]`.
  ///
  /// - Parameter cells: which cell lies at each place.
  func nearness(_ field: TissueField, cells: [Int]?) -> [Double] {
    var isTarget = [Bool](repeating: false, count: field.cellCount)
    for part in parts {
      let amount = part.amount(field, cells: cells)
      for place in isTarget.indices where amount[place] >= part.least { isTarget[place] = true }
    }
    return proximity(isTarget)
  }
}

extension [Double] {
  /// The values of cells that changed places; the same where none did.
  fileprivate func moved(_ cells: [Int]?) -> [Double] { cells.map { $0.map { self[$0] } } ?? self }
}

extension Evidence {
  /// Evidence on the scale of where cells do lie.
  struct Scaled: Sendable {
    private indirect enum Node: Sendable {
      case leaf(Evidence, FieldScale)
      /// Each with the score from which its own region would begin.
      case anyOf([(part: Scaled, cut: Double)])
    }

    private let node: Node

    init(_ evidence: Evidence, _ field: TissueField) {
      if case .anyOf(let parts) = evidence {
        node = .anyOf(
          parts.map { part in
            let own = Scaled(part, field)
            return (own, own.cut(of: own.scores(field, cells: nil)))
          })
      } else {
        node = .leaf(evidence, FieldScale(evidence.smoothed(field, cells: nil)))
      }
    }

    /// From which score on cells fit: for alternatives the least of their cuts, at which each of them is cut as it
    /// would be alone; else where the scores part.
    func cut(of scores: [Double]) -> Double {
      guard case .anyOf(let parts) = node, let least = parts.map(\.cut).min() else {
        return ScoreThreshold.separating(scores)
      }
      return least
    }

    /// `(ē − mean) / deviation`, `[places]`, and of alternatives `max_i s_i · u / u_i`, u_i the cut of each and u the
    /// least of them, lest a steep one leave nothing of a shallow one: the mean is that of cells as they lie, so that 0 is always the average
    /// cell; the deviation that of where they do lie, so that chance is not blown up.
    func scores(_ field: TissueField, cells: [Int]?) -> [Double] {
      switch node {
      case .leaf(let evidence, var scale):
        let smoothed = evidence.smoothed(field, cells: cells)
        if cells != nil { scale.mean = FieldScale(smoothed).mean }
        return scale(smoothed)
      case .anyOf(let parts):
        let least = parts.map(\.cut).min() ?? 1
        let own = parts.map { part, cut -> [Double] in
          let factor = least / cut
          return part.scores(field, cells: cells).map { $0 * factor }
        }
        return own.dropFirst().reduce(own.first ?? []) { zip($0, $1).map { max($0, $1) } }
      }
    }
  }

  /// The mean of each place's neighbourhood, `[places]`.
  fileprivate func smoothed(_ field: TissueField, cells: [Int]?) -> [Double] {
    switch self {
    case .ofCells(let values): field.smoothed(values.moved(cells))
    case .near(let amount, let target):
      field.smoothed(
        zip(amount(field, cells: cells), target.nearness(field, cells: cells)).map { $0 * $1 })
    case .anyOf: preconditionFailure("Evidence: alternatives have no mean of their own")
    }
  }
}
