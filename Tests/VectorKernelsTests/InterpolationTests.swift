import Testing
import VectorKernels

@Suite("Piecewise-linear tables")
struct InterpolationTests {
  private func interpolate(_ table: [Double], _ heads: Int, _ positions: [Double]) -> [Double] {
    let knots = table.count / heads
    return positions.flatMap { position in
      let t = min(max(position, 0), Double(knots - 1))
      let left = Int(t)
      let right = min(left + 1, knots - 1)
      let f = t - Double(left)
      return (0..<heads).map { (1 - f) * table[left * heads + $0] + f * table[right * heads + $0] }
    }
  }

  @Test(
    "Values follow the formula, and positions outside stop at the ends",
    arguments: InstructionSet.supported)
  func forward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (heads, knots, edges) in [
        (1, 1, 4), (4, 2, 9), (8, 16, 50), (16, 5, 20), (19, 7, 0), (33, 7, 20),
      ] {
        Workspace<T>.run { space in
          let table = space.uniform(knots * heads)
          let inside = space.uniform(edges, -2...(Double(knots) + 2)).values
          let ends: [T] = edges == 0 ? [] : [0, T(knots - 1), -1e30, 1e30, 0.5]
          let positions = space.array(inside + ends)
          let out = space.filled(positions.count * heads)
          k.interpolate(
            Int64(positions.count), Int64(heads), Int64(knots), positions.pointer, table.pointer,
            out.pointer)
          let precision = T.either(float: 5e-7, double: 1e-15)
          expectClose(
            out, interpolate(table.doubles, heads, positions.doubles), relative: precision,
            absolute: precision, "\(heads) heads, \(knots) knots")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "The gradient of the table is that of central differences", arguments: InstructionSet.supported)
  func backward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for (heads, knots, edges) in [
        (1, 1, 4), (4, 2, 9), (8, 9, 50), (19, 7, 20), (2, 64, 200), (3, 65, 200), (2, 3, 5_000),
      ] {
        Workspace<T>.run { space in
          let (table, dtable) = (space.uniform(knots * heads), space.uniform(knots * heads))
          let positions = space.uniform(edges, -2...(Double(knots) + 2))
          let dout = space.uniform(edges * heads)
          let before = dtable.doubles
          k.interpolateBackward(
            Int64(edges), Int64(heads), Int64(knots), positions.pointer, dout.pointer,
            dtable.pointer)
          let gradient = centralDifferences(at: table.doubles) {
            weightedSum(interpolate($0, heads, positions.doubles), dout.doubles)
          }
          // Up to 5,000 terms fall on a few knots: a Float sum is off by some rounding of its size.
          expectClose(
            dtable, zip(before, gradient).map(+), relative: T.either(float: 1e-5, double: 0),
            absolute: T.either(float: 1e-4, double: 1e-7), "gradient")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "A position that is not a number reads the first knot, not stray memory",
    arguments: InstructionSet.supported)
  func notANumber(set: InstructionSet) throws {
    let k = try kernels(set, Float.self)
    var out: [Float] = [0, 0]
    k.interpolate(2, 1, 3, [.nan, .infinity], [5, 6, 7], &out)
    #expect(out[1] == 7)
    #expect(out[0].isNaN || out[0] == 5)
  }
}
