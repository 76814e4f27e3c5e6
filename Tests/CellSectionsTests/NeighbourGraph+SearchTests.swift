import CellSections
import Foundation
import Testing

@Suite("Nearest neighbours")
struct NeighbourSearchTests {
  /// Every other cell of every cell with its squared distance, sorted by distance, key and index.
  func bruteForce(_ coordinates: Coordinates, _ keys: [UInt64]?) -> [[(squared: Double, cell: Int)]]
  {
    (0..<coordinates.count).map { cell in
      (0..<coordinates.count).filter { $0 != cell }.map { other in
        let dx = coordinates.x[other] - coordinates.x[cell]
        let dy = coordinates.y[other] - coordinates.y[cell]
        return (squared: dx * dx + dy * dy, cell: other)
      }
      .sorted {
        ($0.squared, keys?[$0.cell] ?? 0, $0.cell) < ($1.squared, keys?[$1.cell] ?? 0, $1.cell)
      }
    }
  }

  func keys(_ count: Int) -> [UInt64] {
    var numbers = SeededNumbers(seed: 99)
    return (0..<count).map { _ in numbers.next() % 50 }
  }

  @Test("The nearest are those of a brute-force search", arguments: PointPattern.allCases)
  func nearestEqualsBruteForce(_ pattern: PointPattern) {
    for (count, wanted) in [(0, 3), (1, 3), (2, 3), (3, 0), (40, 1), (40, 39), (40, 80), (300, 7)] {
      let coordinates = pattern.coordinates(count, seed: UInt64(count + wanted))
      for keys in [nil, keys(count)] {
        let graph = NeighbourGraph.nearest(wanted, of: coordinates, tieBreak: keys)
        let expected = bruteForce(coordinates, keys).map { $0.prefix(wanted) }
        #expect(graph.cellCount == count)
        #expect(graph.neighbours.map(Int.init) == expected.flatMap { $0.map(\.cell) })
        #expect(graph.distances == expected.flatMap { $0.map { Float($0.squared.squareRoot()) } })
        #expect(graph.starts.last == count * min(wanted, max(count - 1, 0)))
      }
    }
  }

  /// The definition, written the slow way: cells within the n-th distance × (1 + tolerance), by shell.
  func tieSafeBruteForce(_ coordinates: Coordinates, _ wanted: Int, _ keys: [UInt64]?) -> [[Int]] {
    let widening = (1 + NeighbourGraph.shellTolerance) * (1 + NeighbourGraph.shellTolerance)
    return bruteForce(coordinates, keys).map { others in
      guard wanted > 0, !others.isEmpty else { return [] }
      let radius = others[min(wanted, others.count) - 1].squared * widening
      var left = others.filter { $0.squared <= radius }
      var list: [Int] = []
      while let first = left.first {
        let shell = left.filter { $0.squared <= first.squared * widening }
        left.removeFirst(shell.count)
        list += shell.map(\.cell).sorted { (keys?[$0] ?? 0, $0) < (keys?[$1] ?? 0, $1) }
      }
      return Array(list.prefix(2 * wanted))
    }
  }

  @Test("The tie-safe lists are those of their definition", arguments: PointPattern.allCases)
  func tieSafeEqualsDefinition(_ pattern: PointPattern) {
    for (count, wanted) in [(0, 3), (1, 3), (2, 3), (3, 0), (40, 1), (40, 39), (40, 80), (300, 7)] {
      let coordinates = pattern.coordinates(count, seed: UInt64(count + wanted))
      for keys in [nil, keys(count)] {
        let graph = NeighbourGraph.tieSafeNearest(wanted, of: coordinates, tieBreak: keys)
        let expected = tieSafeBruteForce(coordinates, wanted, keys)
        #expect((0..<count).map { graph.neighbours(of: $0).map(Int.init) } == expected)
      }
    }
  }

  @Test(
    "A list that includes the cell itself begins with it, at distance 0, and goes on as without")
  func selfComesFirst() {
    for pattern in PointPattern.allCases {
      let coordinates = pattern.coordinates(100, seed: 5)
      let without = NeighbourGraph.tieSafeNearest(6, of: coordinates)
      let with = NeighbourGraph.tieSafeNearest(6, of: coordinates, includingSelf: true)
      for cell in 0..<100 {
        #expect(with.neighbours(of: cell).first == Int32(cell))
        #expect(with.distances[with.starts[cell]] == 0)
        #expect(with.neighbours(of: cell).dropFirst() == without.neighbours(of: cell)[...])
      }
    }
  }

  @Test("Permuting the cells permutes the lists", arguments: PointPattern.allCases)
  func permutationLaw(_ pattern: PointPattern) {
    let count = 300
    let coordinates = pattern.coordinates(count, seed: 8)
    var numbers = SeededNumbers(seed: 4)
    let keys = (0..<count).map { _ in numbers.next() }
    var order = Array(0..<count)
    numbers.shuffle(&order)
    var places = order
    for (place, cell) in order.enumerated() { places[cell] = place }
    for isTieSafe in [false, true] {
      func graph(_ coordinates: Coordinates, _ keys: [UInt64]) -> NeighbourGraph {
        isTieSafe
          ? .tieSafeNearest(9, of: coordinates, tieBreak: keys)
          : .nearest(9, of: coordinates, tieBreak: keys)
      }
      let original = graph(coordinates, keys)
      let permuted = graph(coordinates.selecting(order), order.map { keys[$0] })
      for cell in 0..<count {
        let expected = original.neighbours(of: cell).map { places[Int($0)] }
        #expect(permuted.neighbours(of: places[cell]).map(Int.init) == expected)
      }
    }
  }

  @Test("Turning, mirroring and shifting a hexagonal lattice changes no set, whatever the shell")
  func hexagonalRotationLaw() {
    let columns = 31
    let count = columns * 31
    let points = (0..<count).map { PointPattern.hexagonal($0, columns: columns) }
    let lattice = Coordinates(x: points.map(\.x), y: points.map(\.y), unit: .unknown)
    var numbers = SeededNumbers(seed: 12)
    let keys = (0..<count).map { _ in numbers.next() }
    for wanted in [1, 6, 7, 12, 18, 24, 30] {
      let graph = NeighbourGraph.tieSafeNearest(wanted, of: lattice, tieBreak: keys)
      for turn in 0..<6 {
        let moved = lattice.moved(
          angle: numbers.unitInterval() * 7,
          shift: (numbers.unitInterval() * 1e4, numbers.unitInterval() * -1e4),
          mirrored: turn.isMultiple(of: 2))
        let other = NeighbourGraph.tieSafeNearest(wanted, of: moved, tieBreak: keys)
        #expect(other.starts == graph.starts)
        #expect(other.neighbours == graph.neighbours)
      }
    }
  }

  @Test("Inside a hexagonal lattice whole shells are taken: 6, 12, 18, 30")
  func hexagonalShells() {
    let columns = 31
    let points = (0..<columns * 31).map { PointPattern.hexagonal($0, columns: columns) }
    let lattice = Coordinates(x: points.map(\.x), y: points.map(\.y), unit: .unknown)
      .moved(angle: 0.7)
    let middle = columns * 15 + 15
    for (wanted, taken) in [(4, 6), (6, 6), (7, 12), (13, 18), (19, 30), (24, 30), (30, 30)] {
      let graph = NeighbourGraph.tieSafeNearest(wanted, of: lattice)
      #expect(graph.edges(of: middle).count == taken)
    }
    // A shell larger than twice what was asked for is cut.
    #expect(NeighbourGraph.tieSafeNearest(2, of: lattice).edges(of: middle).count == 4)
  }

  @Test("The number of threads changes nothing")
  func threadsChangeNothing() {
    let coordinates = PointPattern.clustered.coordinates(20_000, seed: 3)
    let one = NeighbourGraph.tieSafeNearest(12, of: coordinates, threads: 1)
    #expect(NeighbourGraph.tieSafeNearest(12, of: coordinates, threads: 2) == one)
    #expect(NeighbourGraph.tieSafeNearest(12, of: coordinates, threads: 7) == one)
  }

  // All pairs would take minutes.
  @Test("A hundred thousand cells at one place have as many neighbours as any others")
  func manyDuplicates() {
    let count = 100_000
    let place = Coordinates(
      x: Array(repeating: 1, count: count), y: Array(repeating: 2, count: count), unit: .unknown)
    let graph = NeighbourGraph.tieSafeNearest(24, of: place)
    #expect(graph.edgeCount == 48 * count)
  }
}
