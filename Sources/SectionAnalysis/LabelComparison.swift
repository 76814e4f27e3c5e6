import CellSections

/// Two label columns over the same cells, brought to one list of categories.
///
/// The truth's categories come first, in its order; those that only the prediction knows follow.
/// A code of -1 is missing in the truth (nobody labelled the cell) and `Unknown` in the prediction
/// (the model declined to answer).
public struct LabelComparison: Sendable, Equatable {
  /// The categories of both columns.
  public var categories: [String]
  /// `[cells]`; -1 is missing.
  public var truth: [Int32]
  /// `[cells]`; -1 is unknown.
  public var predicted: [Int32]

  /// The name under which annotation writes the cells it is not sure of.
  public static let unknownName = "Unknown"

  /// Aligns the categories by name; a category called `unknown` counts as missing on either side.
  public init(
    truth: LabelColumn, predicted: LabelColumn, unknown: String = LabelComparison.unknownName
  ) {
    precondition(
      truth.codes.count == predicted.codes.count,
      "LabelComparison: \(truth.codes.count) true labels beside \(predicted.codes.count) predicted")
    var names: [String] = []
    var codeOfName: [String: Int32] = [:]
    func code(of name: String) -> Int32 {
      if name == unknown { return -1 }
      if let code = codeOfName[name] { return code }
      codeOfName[name] = Int32(names.count)
      names.append(name)
      return Int32(names.count - 1)
    }
    let trueCodes = truth.categories.map(code(of:))
    let predictedCodes = predicted.categories.map(code(of:))
    self.truth = truth.codes.map { $0 < 0 ? -1 : trueCodes[Int($0)] }
    self.predicted = predicted.codes.map { $0 < 0 ? -1 : predictedCodes[Int($0)] }
    categories = names
  }
}
