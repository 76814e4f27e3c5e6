import Foundation
import Testing
import VectorKernels

/// Cells with lists of neighbours, some of them empty, and the lists turned around.
private struct Graph {
  var starts: [Int64] = [0]
  var neighbours: [Int32] = []
  var reverseStarts: [Int64] = [0]
  var reverseCells: [Int32] = []
  var reverseEdges: [Int64] = []
  var cells: Int { starts.count - 1 }
  var edges: Int { neighbours.count }
  var longest: Int { (0..<cells).map { Int(starts[$0 + 1] - starts[$0]) }.max() ?? 0 }

  init(lists: [[Int]]) {
    for list in lists {
      neighbours += list.map(Int32.init)
      starts.append(Int64(neighbours.count))
    }
    for j in 0..<cells {
      for i in 0..<cells {
        for e in starts[i]..<starts[i + 1] where neighbours[Int(e)] == j {
          reverseCells.append(Int32(i))
          reverseEdges.append(e)
        }
      }
      reverseStarts.append(Int64(reverseCells.count))
    }
  }
}

/// Sizes of one layer and its inputs, rows `ld` apart.
private struct Layer {
  var graph: Graph
  var heads: Int
  var headWidth: Int
  var ld: Int
  var scale: Double
  var width: Int { heads * headWidth }

  func attention(q: [Double], k: [Double], v: [Double], bias: [Double]?)
    -> (out: [Double], weights: [Double])
  {
    var out = [Double](repeating: 0, count: graph.cells * width)
    var weights = [Double](repeating: 0, count: graph.edges * heads)
    for i in 0..<graph.cells {
      let edges = Int(graph.starts[i])..<Int(graph.starts[i + 1])
      for h in 0..<heads {
        let scores = edges.map { e in
          let j = Int(graph.neighbours[e])
          let product = (0..<headWidth).reduce(0) {
            $0 + q[i * ld + h * headWidth + $1] * k[j * ld + h * headWidth + $1]
          }
          return scale * product + (bias?[e * heads + h] ?? 0)
        }
        let p = naiveSoftmax(scores, columns: scores.count).p
        for (e, p) in zip(edges, p) {
          weights[e * heads + h] = p
          let j = Int(graph.neighbours[e])
          for c in h * headWidth..<(h + 1) * headWidth { out[i * width + c] += p * v[j * ld + c] }
        }
      }
    }
    return (out, weights)
  }
}

@Suite("Attention over neighbours")
struct NeighbourAttentionTests {
  private let sizes = [
    (1, 1), (2, 3), (3, 5), (4, 8), (8, 16), (4, 16), (2, 32), (8, 32), (3, 64), (2, 24), (17, 16),
    (1, 128), (5, 20),
  ]

  private func layer<T: KernelScalar>(_ space: Workspace<T>, heads: Int, headWidth: Int) -> Layer {
    let counts = [0, 1, 9, 2, 5, 0]
    let graph = Graph(lists: counts.map { space.integers($0, 0...(counts.count - 1)) })
    return Layer(
      graph: graph, heads: heads, headWidth: headWidth, ld: heads * headWidth + 3, scale: 0.375)
  }

  @Test("Weights and outputs follow the formula, cell by cell", arguments: InstructionSet.supported)
  func forward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ kernels: Kernels<T>) {
      for (heads, headWidth) in sizes {
        Workspace<T>.run(seed: UInt64(heads * 1_000 + headWidth)) { space in
          let layer = layer(space, heads: heads, headWidth: headWidth)
          let graph = layer.graph
          let n = graph.cells * layer.ld
          let (q, k, v) = (space.uniform(n), space.uniform(n), space.uniform(n))
          let bias = space.uniform(graph.edges * heads)
          let weights = space.filled(graph.edges * heads, with: 5)
          let scratch = space.filled(2 * graph.longest + 32)
          let ldout = layer.width + 1
          let out = space.filled(graph.cells * ldout, with: 5)
          let precision = T.either(float: 1e-5, double: 1e-13)
          for biased in [true, false] {
            let expected = layer.attention(
              q: q.doubles, k: k.doubles, v: v.doubles, bias: biased ? bias.doubles : nil)
            let spread = (0..<graph.cells).flatMap {
              expected.out[$0 * layer.width..<($0 + 1) * layer.width] + [5]
            }
            func run(_ cells: Range<Int>, keepingWeights: Bool) {
              kernels.neighbourAttention(
                Int64(cells.lowerBound), Int64(cells.upperBound), Int64(heads), Int64(headWidth),
                Int64(layer.ld), T(layer.scale), q.pointer, k.pointer, v.pointer, graph.starts,
                graph.neighbours, biased ? bias.pointer : nil,
                keepingWeights ? weights.pointer : nil,
                scratch.pointer, Int64(ldout), out.pointer)
            }
            run(0..<graph.cells, keepingWeights: true)
            let what = "\(heads) heads of \(headWidth)"
            expectClose(
              weights, expected.weights, relative: precision, absolute: precision,
              "weights, \(what)")
            expectClose(out, spread, relative: precision, absolute: precision, "out, \(what)")
            let whole = out.values
            for cells in [0..<1, 1..<4, 4..<4, 4..<graph.cells] {
              run(cells, keepingWeights: false)
            }
            #expect(out.values == whole, "in pieces, \(what)")
          }
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Neighbours that the bias masks get weight 0, and a masked list gives 0",
    arguments: InstructionSet.supported)
  func masks(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ kernels: Kernels<T>) {
      Workspace<T>.run { space in
        let graph = Graph(lists: [[0, 1], [0, 1]])
        let (q, k, v) = (space.uniform(32), space.uniform(32), space.uniform(32))
        let bias = space.array([-.infinity, 0, -.infinity, -.infinity])
        let (weights, out) = (space.filled(4), space.filled(32, with: 3))
        kernels.neighbourAttention(
          0, 2, 1, 16, 16, 1, q.pointer, k.pointer, v.pointer, graph.starts, graph.neighbours,
          bias.pointer, weights.pointer, space.filled(36).pointer, 16, out.pointer)
        #expect(weights.values == [0, 1, 0, 0])
        #expect(out.values == v.values[16..<32] + [T](repeating: 0, count: 16))
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test("Large scores do not overflow", arguments: InstructionSet.supported)
  func extremes(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ kernels: Kernels<T>) {
      Workspace<T>.run { space in
        let graph = Graph(lists: [[0, 1], []])
        let (q, v) = (space.filled(32, with: 25), space.uniform(32))
        let k = space.array((0..<32).map { $0 < 16 ? -25 : 25 })
        let (weights, out) = (space.filled(2), space.filled(32))
        kernels.neighbourAttention(
          0, 2, 1, 16, 16, 1, q.pointer, k.pointer, v.pointer, graph.starts, graph.neighbours, nil,
          weights.pointer, space.filled(36).pointer, 16, out.pointer)
        #expect(weights.values == [0, 1])
        #expect(Array(out.values[..<16]) == Array(v.values[16...]))
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test("All four gradients are those of central differences", arguments: InstructionSet.supported)
  func backward(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ kernels: Kernels<T>) {
      for (heads, headWidth) in [
        (1, 1), (2, 3), (4, 8), (2, 16), (2, 32), (3, 20), (17, 2), (1, 64),
      ] {
        Workspace<T>.run(seed: UInt64(heads * 1_000 + headWidth)) { space in
          let layer = layer(space, heads: heads, headWidth: headWidth)
          let graph = layer.graph
          let (n, ld) = (graph.cells * layer.ld, Int64(layer.ld))
          let (q, k, v) = (space.uniform(n), space.uniform(n), space.uniform(n))
          let bias = space.uniform(graph.edges * heads)
          let weights = space.filled(graph.edges * heads)
          let out = space.filled(graph.cells * layer.width)
          let dout = space.uniform(graph.cells * layer.width)
          let (dq, dk, dv) = (space.uniform(n), space.uniform(n), space.uniform(n))
          let dScores = space.filled(graph.edges * heads, with: 5)
          let before = (dq.doubles, dk.doubles, dv.doubles)
          let (h, hw, scale) = (Int64(heads), Int64(headWidth), T(layer.scale))
          let width = Int64(layer.width)
          let cells = Int64(graph.cells)
          kernels.neighbourAttention(
            0, cells, h, hw, ld, scale, q.pointer, k.pointer, v.pointer, graph.starts,
            graph.neighbours, bias.pointer, weights.pointer,
            space.filled(2 * graph.longest + 32).pointer, width, out.pointer)
          for (first, last) in [(Int64(0), Int64(2)), (2, cells)] {
            kernels.neighbourAttentionBackwardQueries(
              first, last, h, hw, ld, scale, k.pointer, v.pointer, graph.starts, graph.neighbours,
              weights.pointer, width, dout.pointer, dScores.pointer, ld, dq.pointer)
          }
          for (first, last) in [(Int64(0), Int64(3)), (3, cells)] {
            kernels.neighbourAttentionBackwardKeys(
              first, last, h, hw, ld, scale, q.pointer, graph.reverseStarts, graph.reverseCells,
              graph.reverseEdges, weights.pointer, dScores.pointer, width, dout.pointer, ld,
              dk.pointer, dv.pointer)
          }
          func loss(_ q: [Double], _ k: [Double], _ v: [Double], _ bias: [Double]) -> Double {
            weightedSum(layer.attention(q: q, k: k, v: v, bias: bias).out, dout.doubles)
          }
          let (a, b, c, d) = (q.doubles, k.doubles, v.doubles, bias.doubles)
          let precision = T.either(float: 2e-5, double: 1e-8)
          func expect(_ actual: Strip<T>, _ before: [Double], _ gradient: [Double], _ name: String)
          {
            expectClose(
              actual, zip(before, gradient).map(+), relative: precision, absolute: precision,
              "\(name), \(heads) heads of \(headWidth)")
          }
          expect(dq, before.0, centralDifferences(at: a) { loss($0, b, c, d) }, "dq")
          expect(dk, before.1, centralDifferences(at: b) { loss(a, $0, c, d) }, "dk")
          expect(dv, before.2, centralDifferences(at: c) { loss(a, b, $0, d) }, "dv")
          let dBias = centralDifferences(at: d) { loss(a, b, c, $0) }
          expect(dScores, dBias.map { _ in 0 }, dBias, "dScores")
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }
}
