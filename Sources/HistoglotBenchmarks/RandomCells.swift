import Autodiff
import CellSections

/// Cells with counts that mean nothing, for measuring speed.
struct RandomCells {
  var section: CellSection
  let vocabulary: GeneVocabulary

  /// - Parameters:
  ///   - genes: how many are measured; the first ones of the vocabulary.
  ///   - density: which share of them has a count, the same for every cell; counts are geometric, with a mean of 2.2.
  ///   - vocabulary: how many genes the model knows.
  ///   - hasPlaces: whether cells lie at random in a square.
  init(cells: Int, genes: Int, density: Double, vocabulary: Int, hasPlaces: Bool, seed: UInt64 = 0)
  {
    precondition(
      genes <= vocabulary, "RandomCells: \(genes) genes of a vocabulary of \(vocabulary)")
    var generator = SeededGenerator(seed: seed)
    let all = (0..<vocabulary).map { Gene(name: "gene\($0)") }
    let perCell = max(1, Int((Double(genes) * density).rounded()))
    var (starts, columns, values) = ([0], [Int32](), [Int32]())
    columns.reserveCapacity(cells * perCell)
    values.reserveCapacity(cells * perCell)
    for _ in 0..<cells {
      // Selection sampling (Knuth 1997, algorithm S): ascending columns, each set equally likely.
      var wanted = perCell
      for gene in 0..<genes where generator.uniform() * Double(genes - gene) < Double(wanted) {
        wanted -= 1
        columns.append(Int32(gene))
        var count: Int32 = 1
        while generator.uniform() > 0.45 { count += 1 }
        values.append(count)
      }
      starts.append(columns.count)
    }
    let side = 10 * Double(cells).squareRoot()
    let places = (0..<cells).map { _ in (side * generator.uniform(), side * generator.uniform()) }
    section = CellSection(
      name: "random", cellIDs: (0..<cells).map { "\($0)" }, genes: Array(all[..<genes]),
      counts: CountMatrix(
        rowStarts: starts, columns: columns, values: values, columnCount: genes),
      coordinates: hasPlaces
        ? Coordinates(x: places.map(\.0), y: places.map(\.1), unit: .microns) : nil, labels: [])
    self.vocabulary = GeneVocabulary(genes: all, species: nil)
  }
}
