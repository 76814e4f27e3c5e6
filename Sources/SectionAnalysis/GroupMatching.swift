/// Which group of one grouping goes with which of another, one to one, so that the overlaps add up to the most.
///
/// Source: Kuhn 1955 and Munkres 1957, the Hungarian method, in the form of Jonker & Volgenant 1987 with potentials.
public struct GroupMatching: Sendable, Equatable {
  /// The column that each row goes with, `[rows]`.
  public let columns: [Int]

  /// - Parameter overlaps: how much row and column have in common, `[groups, groups]`.
  /// - Complexity: O(groups³).
  public init(_ overlaps: FeatureMatrix) {
    precondition(
      overlaps.rowCount == overlaps.columnCount,
      "GroupMatching: \(overlaps.rowCount) × \(overlaps.columnCount) is not square")
    let count = overlaps.rowCount
    // Places are counted from 1; column 0 holds the row that is being placed.
    var rowPotentials = [Double](repeating: 0, count: count + 1)
    var columnPotentials = rowPotentials
    var rowOfColumn = [Int](repeating: 0, count: count + 1)
    for row in stride(from: 1, through: count, by: 1) {
      rowOfColumn[0] = row
      var column = 0
      var slack = [Double](repeating: .infinity, count: count + 1)
      var before = [Int](repeating: 0, count: count + 1)
      var isVisited = [Bool](repeating: false, count: count + 1)
      repeat {
        isVisited[column] = true
        let placed = rowOfColumn[column]
        var (least, next) = (Double.infinity, 0)
        for other in 1...count where !isVisited[other] {
          let cost =
            -overlaps[placed - 1, other - 1] - rowPotentials[placed] - columnPotentials[other]
          if cost < slack[other] { (slack[other], before[other]) = (cost, column) }
          if slack[other] < least { (least, next) = (slack[other], other) }
        }
        for other in 0...count {
          if isVisited[other] {
            rowPotentials[rowOfColumn[other]] += least
            columnPotentials[other] -= least
          } else {
            slack[other] -= least
          }
        }
        column = next
      } while rowOfColumn[column] != 0
      while column != 0 {
        rowOfColumn[column] = rowOfColumn[before[column]]
        column = before[column]
      }
    }
    var columns = [Int](repeating: 0, count: count)
    for column in stride(from: 1, through: count, by: 1) {
      columns[rowOfColumn[column] - 1] = column - 1
    }
    self.columns = columns
  }
}
