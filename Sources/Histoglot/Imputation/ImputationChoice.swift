/// Which experts are averaged, and over how many cells of the section most alike the mean is smoothed.
public struct ImputationChoice: Sendable, Equatable, CustomStringConvertible {
  public var experts: [ImputationExpert]
  /// 0 leaves each cell to itself.
  public var smoothingCells: Int

  /// What is compared: each set of experts, with the mean over 0, 10 and 30 cells most alike.
  static func candidates(of experts: [ImputationExpert]) -> [ImputationChoice] {
    (1..<(1 << experts.count)).flatMap { mask in
      let chosen = experts.indices.filter { mask >> $0 & 1 == 1 }.map { experts[$0] }
      return smoothings.map { ImputationChoice(experts: chosen, smoothingCells: $0) }
    }
  }

  static let smoothings = [0, 10, 30]

  public var description: String {
    let names = experts.map(\.rawValue).joined(separator: " + ")
    return smoothingCells > 0 ? "\(names), smoothed over \(smoothingCells) cells alike" : names
  }
}
