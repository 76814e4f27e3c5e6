import CellSections
import Testing

@Suite("Median nearest distance")
struct SpacingTests {
  @Test("On a hexagonal lattice of pitch 1 it is 1, turned or not")
  func latticePitch() throws {
    let lattice = PointPattern.hexagonalLattice.coordinates(289, seed: 1)
    let distance = try #require(lattice.moved(angle: 1.1).medianNearestDistance())
    #expect(abs(distance - 1) < 1e-12)
  }

  @Test("Duplicates do not make it 0")
  func duplicatesAreIgnored() {
    let twice = Coordinates(
      x: [0, 0, 0, 2, 2, 7], y: [0, 0, 0, 0, 0, 0], unit: .unknown)
    // To the nearest other place: 2, 2, 2, 2, 2, 5.
    #expect(twice.medianNearestDistance() == 2)
  }

  @Test("With an even number of cells it is the mean of the two in the middle")
  func evenCount() {
    let line = Coordinates(x: [0, 1, 10, 14], y: [0, 0, 0, 0], unit: .unknown)
    // 1, 1, 4, 4
    #expect(line.medianNearestDistance() == 2.5)
  }

  @Test("Where all cells lie at one place, or there are none, there is none")
  func onePlace() {
    #expect(PointPattern.allAtOnePlace.coordinates(5, seed: 1).medianNearestDistance() == nil)
    #expect(PointPattern.uniform.coordinates(1, seed: 1).medianNearestDistance() == nil)
    #expect(PointPattern.uniform.coordinates(0, seed: 1).medianNearestDistance() == nil)
  }

  @Test("It equals the median of brute-force distances", arguments: PointPattern.allCases)
  func equalsBruteForce(_ pattern: PointPattern) {
    let points = pattern.coordinates(200, seed: 6)
    let distances = (0..<200).compactMap { cell in
      (0..<200).map { other in
        let dx = points.x[other] - points.x[cell]
        let dy = points.y[other] - points.y[cell]
        return (dx * dx + dy * dy).squareRoot()
      }.filter { $0 > 0 }.min()
    }.sorted()
    let expected = distances.isEmpty ? nil : (distances[99] + distances[100]) / 2
    #expect(points.medianNearestDistance() == expected)
  }
}
