import Testing
import VectorKernels

@Suite("Sparse times dense")
struct SparseTests {
  @Test(
    "The product is that of the dense matrices, whatever the width",
    arguments: InstructionSet.supported)
  func product(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for width in lengths + [512] {
        for weighted in [true, false] {
          Workspace<T>.run(seed: UInt64(width)) { space in
            let (rows, denseRows) = (7, 11)
            let (ldd, ldout) = (width + 2, width + 5)
            let counts = [0, 3, 1] + space.integers(rows - 4, 0...20) + [0]
            let starts = counts.reduce(into: [Int64(4)]) { $0.append($0.last! + Int64($1)) }
            let entries = Int(starts.last!)
            let indices = space.integers(entries, 0...(denseRows - 1)).map(Int32.init)
            let (values, dense) = (space.uniform(entries), space.uniform(denseRows * ldd))
            let out = space.uniform(rows * ldout)
            var expected = out.doubles
            let (v, d) = (values.doubles, dense.doubles)
            for r in 0..<rows {
              for e in Int(starts[r])..<Int(starts[r + 1]) {
                for c in 0..<width {
                  expected[r * ldout + c] += (weighted ? v[e] : 1) * d[Int(indices[e]) * ldd + c]
                }
              }
            }
            k.sparseTimesDense(
              Int64(rows), starts, Array(starts.dropFirst()), indices,
              weighted ? values.pointer : nil, Int64(width),
              Int64(ldd),
              dense.pointer, Int64(ldout), out.pointer)
            expectClose(
              out, expected, relative: 0, absolute: T.either(float: 2e-5, double: 4e-14),
              "width \(width)")
          }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Rows done in pieces are bit for bit those of the whole", arguments: InstructionSet.supported)
  func pieces(set: InstructionSet) throws {
    let k = try kernels(set, Float.self)
    Workspace<Float>.run { space in
      let (rows, width) = (20, 37)
      let starts = (0...rows).map { Int64($0 * 5) }
      let indices = space.integers(rows * 5, 0...9).map(Int32.init)
      let (values, dense) = (space.uniform(rows * 5), space.uniform(10 * width))
      let (whole, cut) = (space.filled(rows * width), space.filled(rows * width))
      func run(_ range: Range<Int>, _ out: Strip<Float>) {
        k.sparseTimesDense(
          Int64(range.count), Array(starts[range.lowerBound...]),
          Array(starts[(range.lowerBound + 1)...]), indices, values.pointer,
          Int64(width), Int64(width), dense.pointer, Int64(width),
          out.pointer + range.lowerBound * width)
      }
      run(0..<rows, whole)
      for range in [0..<1, 1..<8, 8..<8, 8..<20] { run(range, cut) }
      #expect(whole.values == cut.values)
    }
  }

  @Test(
    "Entries of each row taken in two runs add up bit for bit to all of them",
    arguments: InstructionSet.supported)
  func runs(set: InstructionSet) throws {
    let k = try kernels(set, Float.self)
    Workspace<Float>.run { space in
      let (rows, width) = (9, 37)
      let starts = (0...rows).map { Int64($0 * 6) }
      let indices = space.integers(rows * 6, 0...9).map(Int32.init)
      let (values, dense) = (space.uniform(rows * 6), space.uniform(10 * width))
      let (whole, inRuns) = (space.filled(rows * width), space.filled(rows * width))
      func run(_ starts: some Sequence<Int64>, _ ends: some Sequence<Int64>, _ out: Strip<Float>) {
        k.sparseTimesDense(
          Int64(rows), Array(starts), Array(ends), indices, values.pointer, Int64(width),
          Int64(width), dense.pointer, Int64(width), out.pointer)
      }
      let between = (0..<rows).map { starts[$0] + Int64($0 % 7) }
      run(starts, starts.dropFirst(), whole)
      run(starts, between, inRuns)
      run(between, starts.dropFirst(), inRuns)
      #expect(whole.values == inRuns.values)
    }
  }

  @Test(
    "The transpose holds each entry at its column, rows ascending",
    arguments: InstructionSet.supported)
  func transpose(set: InstructionSet) throws {
    let k = try kernels(set, Float.self)
    // [0 1 0 2], [], [3 4 0 0], [0 0 0 5]; column 2 is empty
    let starts: [Int64] = [0, 2, 2, 4, 5]
    var places: [Int64] = [0, 1, 3, 3]
    var rows = [Int32](repeating: -1, count: 5)
    var values = [Float](repeating: -1, count: 5)
    k.transposeSparse(0, 4, starts, [1, 3, 0, 1, 3], [1, 2, 3, 4, 5], &places, &rows, &values)
    #expect(rows == [2, 0, 2, 0, 3])
    #expect(values == [3, 1, 4, 2, 5])
    #expect(places == [1, 3, 3, 5])
  }
}
