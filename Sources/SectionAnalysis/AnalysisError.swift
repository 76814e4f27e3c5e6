import CellSections

/// Why an analysis could not be made of the values given.
public struct AnalysisError: Error, Equatable, CustomStringConvertible {
  /// What was being computed, such as `logistic regression`.
  public var analysis: String
  /// What stood in the way.
  public var reason: Reason

  /// What can stand in the way of an analysis; each comes with what to do about it.
  public enum Reason: Sendable, Equatable {
    /// No cell carries a label that can be compared or learnt from.
    case noLabelledCells
    /// Every labelled cell carries the same label.
    case oneClassOnly
    /// A value is NaN or infinite.
    case nonFinite(row: Int, column: Int)
    /// Fewer distinct rows than what was asked for.
    case tooFewRows(rows: Int, needed: Int)
  }

  public init(_ analysis: String, _ reason: Reason) {
    self.analysis = analysis
    self.reason = reason
  }

  public var description: String {
    switch reason {
    case .noLabelledCells:
      "\(analysis): no cell has a label; name a label column in which cells are labelled"
    case .oneClassOnly:
      "\(analysis): all labelled cells carry the same label; give cells of at least two classes"
    case .nonFinite(let row, let column):
      "\(analysis): the value of row \(row), column \(column) is not a finite number; leave that row out or mend it"
    case .tooFewRows(let rows, let needed):
      "\(analysis): \(rows.of("row")) where at least \(needed) are needed; ask for fewer groups or give more cells"
    }
  }
}
