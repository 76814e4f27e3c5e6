import Autodiff
import CellSections
import Foundation
import Histoglot
import Testing

@Suite struct ValidationFoldsTests {
  @Test(
    "Folds of one section hold every labelled cell once: in blocks, or in strips where neighbours share labels",
    arguments: [false, true])
  func blocks(isRegional: Bool) throws {
    let (rows, columns) = (32, 48)
    let section = PlantedTissue.section("one", rows: rows, columns: columns, types: 2, seed: 1) {
      _, _, draw in
      draw < 0.5 ? 0 : 1
    } label: { _, column, type in
      isRegional ? column / 6 % 2 : type
    }
    let labelled = try PlantedTissue.prepared([section]).labelled
    let folds = ValidationFolds(labelled, share: 0.2, seed: 0)
    #expect(folds.count == 4)
    let own = folds.folds[0]
    #expect(own.allSatisfy { (0..<4).contains($0) })
    for fold in 0..<4 {
      #expect(own.count { $0 == fold } == rows * columns / 4)
      let found = pieces(own.map { $0 == fold }, rows: rows, columns: columns)
      #expect(isRegional ? found == 1 : found > 1 && found <= 4)
      let trains = folds.trains(without: fold)[0]
      #expect(zip(trains, own).allSatisfy { $0 == ($1 != fold) })
    }
  }

  @Test("Where no strips hold the same categories, folds are made of blocks from everywhere")
  func ownPieces() throws {
    let (rows, columns) = (32, 48)
    let section = PlantedTissue.section("one", rows: rows, columns: columns, types: 2, seed: 1) {
      _, _, draw in
      draw < 0.5 ? 0 : 1
    } label: { row, column, _ in
      row / 16 * 2 + column / 24
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

  @Test("Strips run across layers, however the section is turned", arguments: [0, 0.5, 1.1, 2.6])
  func strips(angle: Double) throws {
    var generator = SeededGenerator(seed: 4)
    var (x, y, codes) = ([Double](), [Double](), [Int32]())
    for _ in 0..<2000 {
      let (along, depth) = (generator.uniform(), generator.uniform())
      x.append(along * cos(angle) - depth * sin(angle))
      y.append(along * sin(angle) + depth * cos(angle))
      codes.append(Int32(5 * depth))
    }
    let coordinates = Coordinates(x: x, y: y, unit: .unknown)
    let strips = TissueStrips(coordinates, codes: [codes], count: 4)
    #expect(strips.likeness > 0.8)
    for strip in 0..<4 { #expect(strips.strips.count { $0 == strip } == 500) }
    // Categories that follow one another along a line are never alike.
    let sectors = x.indices.map { Int32(min(4, 5 * $0 / 2000)) }
    let sorted = Coordinates(x: sectors.map(Double.init), y: sectors.map { _ in 0 }, unit: .unknown)
    #expect(TissueStrips(sorted, codes: [sectors], count: 4).likeness < 0.7)
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
