/// Cells above the threshold that hang together and are yet no region of an answer.
public struct LeftOutGroups: Sendable, Equatable {
  /// How many groups, and how many cells in all of them.
  public struct Count: Sendable, Equatable {
    public var groups = 0
    public var cells = 0

    mutating func add(cells: Int) {
      groups += 1
      self.cells += cells
    }
  }

  /// Of fewer cells than a region must have.
  public var small = Count()
  /// Large enough, but no larger than chance makes them.
  public var likelyChance = Count()
  /// Regions behind the last that is told of.
  public var further = Count()
}
