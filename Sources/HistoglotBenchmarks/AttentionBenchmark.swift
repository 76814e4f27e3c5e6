import ArgumentParser
import Autodiff
import Foundation

/// Attention by itself, beside what bounds it.
struct AttentionBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attention",
    abstract: "Exact, flow and neighbourhood attention on random operands; one line of JSON.",
    discussion: """
      --backward measures forward and backward together. For neighbourhood attention cells lie in a square and attend to \
      those around them, in the order of a file that was written tile by tile (--shuffled: in no order); beside it \
      stands the time to read its operands once and write its result, measured in the same run.

      Example:
        swift run -c release HistoglotBenchmarks attention --form exact --cells 4096 --heads 8 --width 64
        swift run -c release HistoglotBenchmarks attention --form neighbourhood --cells 100000 --heads 6 --width 64
      """)

  enum Form: String, ExpressibleByArgument, CaseIterable { case exact, flow, neighbourhood }

  @Option(help: "What is measured.")
  var form = Form.exact

  @Option(help: "Cells.")
  var cells = 4096

  @Option(help: "Heads.")
  var heads = 8

  @Option(help: "Columns of a head.")
  var width = 64

  @Option(help: "Neighbours of a cell.")
  var neighbours = 24

  @Flag(help: "Forward and backward.")
  var backward = false

  @Flag(help: "Cells are in no order.")
  var shuffled = false

  @OptionGroup var measuring: MeasuringOptions

  func validate() throws {
    if cells < 1 || heads < 1 || width < 1 || neighbours < 1 {
      throw ValidationError("All numbers must be at least 1.")
    }
  }

  func run() throws {
    let threads = measuring.threads
    let workspace = Workspace<Float>(threads: threads)
    var generator = SeededGenerator(seed: 0)
    func random() -> Matrix<Float> {
      workspace.matrix(
        cells, heads * width,
        (0..<cells * heads * width).map { _ in Float(generator.uniform()) })
    }
    let operands = (0..<3).map { _ in random() }
    let upstream = random()
    let lists =
      form == .neighbourhood
      ? NeighbourGrid(
        cells: cells, neighbours: neighbours, isShuffled: shuffled, using: &generator
      ).lists : nil
    let watch = Stopwatch(repeats: measuring.repeats) {
      let tape = Tape(workspace, isRecording: backward)
      let x = operands.map { tape.input($0) }
      let out =
        switch form {
        case .exact:
          tape.softmaxAttention(query: x[0], key: x[1], value: x[2], heads: heads)
        case .flow: tape.flowAttention(query: x[0], key: x[1], value: x[2], heads: heads)
        case .neighbourhood:
          tape.neighbourhoodAttention(
            query: x[0], key: x[1], value: x[2], bias: nil,
            lists: lists ?? AttentionLists(starts: [0], neighbours: []), heads: heads)
        }
      if backward { tape.backward(from: out, gradient: upstream) }
    }
    let cost = cells * heads * width
    // Scores and the mix of values are a product each; backward computes scores again and four more.
    let products = backward ? 7 : 2
    let operations: Double? =
      switch form {
      case .exact: Double(products * 2 * cells * cost)
      case .neighbourhood:
        Double((backward ? 6 : 2) * 2 * (lists?.edges ?? 0) * heads * width)
      case .flow: nil
      }
    try SpeedLine(
      peer: "Histoglot, \(form)", kind: backward ? "backward" : "forward", cells: cells,
      genes: 0, density: 0, threads: threads, secondsMedian: watch.median,
      secondsMin: watch.wall[0], cpuSeconds: watch.cpu[0],
      cellsPerSecond: Double(cells) / watch.wall[0], peakMegabytes: watch.peakMegabytes,
      gigaflops: operations.map { $0 / watch.wall[0] / 1e9 },
      operandSeconds: form == .neighbourhood ? passOver(operands, upstream, workspace) : nil
    ).printLine()
  }

  /// Seconds to read the operands of a forward pass once and to write as much as its result.
  private func passOver(
    _ operands: [Matrix<Float>], _ target: Matrix<Float>, _ workspace: Workspace<Float>
  ) -> Double {
    let bytes = operands[0].count * MemoryLayout<Float>.stride
    let sources = operands.map { UnsafeRawPointer($0.pointer) }
    let to = UnsafeMutableRawPointer(target.pointer)
    let piece = 1 << 20
    return Stopwatch(repeats: measuring.repeats) {
      workspace.loop(pieces: (bytes + piece - 1) / piece) { number, _ in
        let start = number * piece
        let count = min(piece, bytes - start)
        // Three reads and, from the second on into the cache, a write of what was read.
        for source in sources {
          to.advanced(by: start).copyMemory(from: source.advanced(by: start), byteCount: count)
        }
      }
    }.wall[0]
  }
}
