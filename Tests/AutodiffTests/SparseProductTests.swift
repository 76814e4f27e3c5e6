import Autodiff
import Testing

@Suite struct `A sparse product in blocks of the dense matrix` {
  /// A twentieth of the columns in each row but one, in ascending order or not: forty entries in each block of 1,024.
  private struct Rows {
    let count: Int
    let columns: Int
    var starts: [Int64] = [0]
    var indices: [Int32] = []
    var values: [Double] = []

    init(_ count: Int = 200, _ columns: Int = 2500, ascending: Bool) {
      self.count = count
      self.columns = columns
      var generator = SeededGenerator(seed: 6)
      for row in 0..<count {
        var own = row == 5 ? [] : (0..<columns).filter { _ in generator.uniform() < 0.05 }
        if !ascending { own.shuffle(using: &generator) }
        indices += own.map(Int32.init)
        values += own.map { _ in generator.uniform() - 0.5 }
        starts.append(Int64(indices.count))
      }
    }
  }

  // Narrower than a strip, as wide as one, and one and a half.
  @Test(arguments: [(37, true), (128, true), (192, true), (128, false), (192, false)])
  func `is the sum over entries, and its gradient that over the transpose`(
    width: Int, ascending: Bool
  ) throws {
    let rows = Rows(ascending: ascending)
    let workspace = Workspace<Double>(threads: 2)
    let tape = Tape(workspace, isRecording: true)
    var generator = SeededGenerator(seed: 7)
    let dense = (0..<rows.columns * width).map { _ in generator.uniform() - 0.5 }
    let weights = (0..<rows.count * width).map { _ in generator.uniform() - 0.5 }
    let input = tape.input(workspace.matrix(rows.columns, width, dense))
    let product = tape.sparseProduct(
      SparseMatrix(
        columns: rows.columns, starts: rows.starts, indices: rows.indices, values: rows.values,
        transposing: true), input)

    var wanted = [Double](repeating: 0, count: rows.count * width)
    var wantedGradient = [Double](repeating: 0, count: rows.columns * width)
    for row in 0..<rows.count {
      for entry in Int(rows.starts[row])..<Int(rows.starts[row + 1]) {
        let (column, value) = (Int(rows.indices[entry]), rows.values[entry])
        for place in 0..<width {
          wanted[row * width + place] += value * dense[column * width + place]
          wantedGradient[column * width + place] += value * weights[row * width + place]
        }
      }
    }
    expectClose(product.value.elements, wanted, 1e-12, "product")
    tape.backward(
      from: product, gradient: workspace.matrix(rows.count, width, weights))
    expectClose(try #require(tape.gradient(of: input)).elements, wantedGradient, 1e-12, "gradient")
  }

  // The transpose has rows enough for blocks here, and what the second product adds to is there already.
  @Test(arguments: [37, 128, 192])
  func `adds to the gradient that another product of the same matrix gave`(width: Int) throws {
    let rows = Rows(2500, 200, ascending: true)
    let workspace = Workspace<Double>(threads: 2)
    var generator = SeededGenerator(seed: 9)
    let dense = (0..<rows.columns * width).map { _ in generator.uniform() - 0.5 }
    let weights = (0..<rows.count * width).map { _ in generator.uniform() - 0.5 }
    func gradient(products: Int) throws -> [Double] {
      let tape = Tape(workspace, isRecording: true)
      let input = tape.input(workspace.matrix(rows.columns, width, dense))
      let counts = SparseMatrix(
        columns: rows.columns, starts: rows.starts, indices: rows.indices, values: rows.values,
        transposing: true)
      var sum = tape.sparseProduct(counts, input)
      for _ in 1..<products { sum = tape.add(sum, tape.sparseProduct(counts, input)) }
      tape.backward(from: sum, gradient: workspace.matrix(rows.count, width, weights))
      return try #require(tape.gradient(of: input)).elements
    }
    var wanted = [Double](repeating: 0, count: rows.columns * width)
    for row in 0..<rows.count {
      for entry in Int(rows.starts[row])..<Int(rows.starts[row + 1]) {
        for place in 0..<width {
          wanted[Int(rows.indices[entry]) * width + place] +=
            rows.values[entry] * weights[row * width + place]
        }
      }
    }
    expectClose(try gradient(products: 1), wanted, 1e-11, "of one")
    expectClose(try gradient(products: 3), wanted.map { 3 * $0 }, 1e-11, "of three")
  }

  @Test(arguments: [128, 192])
  func `is the same, bit for bit, on any number of threads`(width: Int) {
    let rows = Rows(ascending: true)
    func product(threads: Int) -> [Float] {
      let workspace = Workspace<Float>(threads: threads)
      let tape = Tape(workspace, isRecording: false)
      var generator = SeededGenerator(seed: 8)
      let dense = (0..<rows.columns * width).map { _ in Float(generator.uniform()) - 0.5 }
      return tape.sparseProduct(
        SparseMatrix(
          columns: rows.columns, starts: rows.starts, indices: rows.indices,
          values: rows.values.map(Float.init), transposing: false),
        tape.constant(workspace.matrix(rows.columns, width, dense))
      ).value.elements
    }
    let one = product(threads: 1)
    #expect(one == product(threads: 2))
    #expect(one == product(threads: 3))
  }
}
