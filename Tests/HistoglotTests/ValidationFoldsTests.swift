import CellSections
import Histoglot
import Testing

@Suite struct ValidationFoldsTests {
  @Test("Folds of one section are disjoint, contiguous and hold every labelled cell once")
  func blocks() throws {
    let (rows, columns) = (32, 48)
    let section = PlantedTissue.section("one", rows: rows, columns: columns, types: 2, seed: 1) {
      _, _, draw in
      draw < 0.5 ? 0 : 1
    } label: { _, _, type in
      type
    }
    let labelled = try PlantedTissue.prepared([section]).labelled
    let folds = ValidationFolds(labelled, share: 0.2, seed: 0)
    #expect(folds.count == 4)
    let own = folds.folds[0]
    #expect(own.allSatisfy { (0..<4).contains($0) })
    for fold in 0..<4 {
      #expect(own.count { $0 == fold } == rows * columns / 4)
      #expect(pieces(own.map { $0 == fold }, rows: rows, columns: columns) == 1)
      let trains = folds.trains(without: fold)[0]
      #expect(zip(trains, own).allSatisfy { $0 == ($1 != fold) })
    }
  }

  @Test("Where pieces of tissue hold categories of their own, folds are made of blocks from everywhere")
  func ownPieces() throws {
    let (rows, columns) = (32, 48)
    let section = PlantedTissue.section("one", rows: rows, columns: columns, types: 2, seed: 1) {
      _, _, draw in
      draw < 0.5 ? 0 : 1
    } label: { _, column, _ in
      column / 12
    }
    let labelled = try PlantedTissue.prepared([section]).labelled
    let folds = ValidationFolds(labelled, share: 0.2, seed: 0)
    #expect(folds.count == 4)
    let own = folds.folds[0]
    for fold in 0..<4 {
      #expect(own.count { $0 == fold } == rows * columns / 4)
      let found = pieces(own.map { $0 == fold }, rows: rows, columns: columns)
      #expect(found > 1 && found <= 4)
    }
  }

  @Test("Where several sections are labelled, folds are whole sections")
  func sections() throws {
    let sections = (0..<5).map { PlantedTissue.scatteredTypes("s\($0)", seed: UInt64($0)) }
    let folds = ValidationFolds(
      try PlantedTissue.prepared(sections).labelled, share: 0.2, seed: 0)
    #expect(folds.count == 4)
    #expect(folds.folds.allSatisfy { Set($0).count == 1 })
    #expect(Set(folds.folds.map { $0[0] }) == [0, 1, 2, 3])
  }

  @Test(
    "One section that holds nearly all labels is cut into blocks, and cells without label are in no fold"
  )
  func unevenSections() throws {
    var second = PlantedTissue.scatteredTypes("few", seed: 2)
    let few = second.labels[0].codes.enumerated().map { $0 < 20 ? $1 : Int32(-1) }
    second.labels = [
      LabelColumn(name: "label", categories: second.labels[0].categories, codes: few)
    ]
    let labelled = try PlantedTissue.prepared([
      PlantedTissue.scatteredTypes("most", seed: 1), second,
    ]).labelled
    let folds = ValidationFolds(labelled, share: 0.2, seed: 0)
    #expect(Set(folds.folds[0]) == [0, 1, 2, 3])
    #expect(zip(folds.folds[1], few).allSatisfy { ($0 >= 0) == ($1 >= 0) })
  }

  @Test(
    "Sections with categories of their own are cut into blocks, since they could not judge one another"
  )
  func ownCategories() throws {
    var sections = (0..<3).map { PlantedTissue.scatteredTypes("s\($0)", seed: UInt64($0)) }
    for index in sections.indices {
      let column = sections[index].labels[0]
      sections[index].labels = [
        LabelColumn(
          name: "label", categories: column.categories.map { "\($0) of s\(index)" },
          codes: column.codes)
      ]
    }
    let folds = ValidationFolds(
      try PlantedTissue.prepared(sections).labelled, share: 0.2, seed: 0)
    #expect(folds.folds.allSatisfy { Set($0) == [0, 1, 2, 3] })
  }

  @Test("Where several folds cannot be afforded, about the wished share is kept apart")
  func single() throws {
    let labelled = try PlantedTissue.prepared([PlantedTissue.scatteredTypes("one", seed: 1)])
      .labelled
    let folds = ValidationFolds(labelled, share: 0.2, seed: 0, allowsSeveral: false)
    #expect(folds.count == 1)
    let share = Double(folds.folds[0].count { $0 == 0 }) / Double(folds.folds[0].count)
    #expect(abs(share - 0.2) < 0.03)
  }

  /// Connected pieces on the grid.
  private func pieces(_ isIn: [Bool], rows: Int, columns: Int) -> Int {
    var isSeen = isIn.map { !$0 }
    var count = 0
    for start in isIn.indices where !isSeen[start] {
      count += 1
      var open = [start]
      isSeen[start] = true
      while let cell = open.popLast() {
        let (row, column) = (cell / columns, cell % columns)
        for (r, c) in [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
        where (0..<rows).contains(r) && (0..<columns).contains(c) && !isSeen[r * columns + c] {
          isSeen[r * columns + c] = true
          open.append(r * columns + c)
        }
      }
    }
    return count
  }
}
