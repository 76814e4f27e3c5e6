import ArgumentParser
import Autodiff
import CellSections
import CellTransformer
import Foundation
import Histoglot

/// Cells a second of a model with random weights.
struct ModelBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Cells a second of embedding and of pre-training; one line of JSON.",
    discussion: """
      Random weights and counts. --kind embed gives latents of cells that lie nowhere (--places: in a square);
      --kind encoder goes forward and backward through the encoder alone, in training; \
      --kind pretrain takes whole training steps, update included.

      Example:
        swift run -c release HistoglotBenchmarks model --kind embed --preset cellplm --cells 2000 --genes 500
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case embed, encoder, pretrain }

  @Option(help: "What is measured.")
  var kind: Kind = .embed

  @Option(
    help: "The shape of the model: \(Preset.allCases.map(\.rawValue).joined(separator: ", ")).")
  var preset = Preset.cellplm.rawValue

  @Option(help: "Cells.")
  var cells = 2_000

  @Option(help: "Measured genes.")
  var genes = 500

  @Option(help: "The share of measured genes with a count.")
  var density = 0.25

  @Option(
    help:
      "Genes that the model knows (default: of embedding those measured, of pre-training 19374).")
  var vocabulary: Int?

  @Flag(help: "Cells lie somewhere.")
  var places = false

  @OptionGroup var measuring: MeasuringOptions

  @Option(help: "Of embedding: what the encoder's products are computed in.")
  var precision: Precision = .fp32

  private var threads: Int { measuring.threads }

  func validate() throws {
    if Preset(rawValue: preset) == nil { throw ValidationError("There is no preset '\(preset)'.") }
    if cells < 1 || genes < 1 {
      throw ValidationError("--cells and --genes must be at least 1.")
    }
    if !(density > 0 && density <= 1) {
      throw ValidationError("--density must lie above 0 and at 1 at most.")
    }
    if precision != .fp32, kind != .embed {
      throw ValidationError("--precision is for --kind embed.")
    }
    if let vocabulary, vocabulary < genes {
      throw ValidationError("--vocabulary must be at least --genes.")
    }
  }

  func run() throws {
    guard let shape = Preset(rawValue: preset) else { return }
    try precision.check()
    let random = RandomCells(
      cells: cells, genes: genes, density: density,
      vocabulary: vocabulary ?? (kind == .pretrain ? max(genes, 19_374) : genes), hasPlaces: places)
    let section = try PreparedSection(
      random.section, vocabulary: random.vocabulary,
      neighbours: shape.configuration.encoder.neighbours, threads: threads)
    let watch: Stopwatch
    var allocations: [Int] = []
    var checksum: String?
    switch kind {
    case .embed:
      let model = TissueModel(
        shape.configuration, vocabulary: random.vocabulary,
        geneScale: GeneScale(of: [section.counts], genes: random.vocabulary.genes.count),
        trainingSections: ["random"], tasks: [], seed: 0)
      let workspace = Workspace<Float>(threads: threads, precision: precision)
      watch = Stopwatch(repeats: measuring.repeats) {
        let latents = model.latents(model.encode(section, in: workspace), in: workspace)
        checksum = latents.withElements { Self.checksum($0) }
      }
    case .encoder: watch = encoderWatch(shape.configuration.encoder)
    case .pretrain:
      var options = PretrainingOptions(preset: shape, epochs: 1_000)
      options.windowCells = cells
      options.validationShare = 0
      let run = try PretrainingRun(
        sections: [section], vocabulary: random.vocabulary, options: options, threads: threads)
      watch = try Stopwatch(repeats: measuring.repeats) {
        checksum = String(try run.advance().losses.total.bitPattern, radix: 16)
        allocations.append(run.systemAllocations)
      }
    }
    try SpeedLine(
      peer: "Histoglot \(histoglotVersion), \(preset)",
      kind: kind.rawValue + (precision == .fp32 ? "" : "-" + precision.rawValue), cells: cells,
      genes: genes, density: density, threads: threads, secondsMedian: watch.median,
      secondsMin: watch.wall[0], cpuSeconds: watch.cpu[0],
      cellsPerSecond: Double(cells) / watch.wall[0], peakMegabytes: watch.peakMegabytes,
      systemAllocations: allocations.last.map { $0 - allocations[0] }, checksum: checksum
    ).printLine()
  }

  /// Of every bit of a result: two runs that differ anywhere differ in this (FNV-1a).
  private static func checksum(_ elements: UnsafeBufferPointer<Float>) -> String {
    let sum = elements.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3
    }
    return String(sum, radix: 16)
  }

  /// The encoder alone, on random tokens of cells that lie nowhere.
  private func encoderWatch(_ configuration: EncoderConfiguration) -> Stopwatch {
    let workspace = Workspace<Float>(threads: threads)
    let store = ParameterStore<Float>()
    let encoder = TissueEncoder<Float>(store.scope, configuration)
    store.allocate(seed: 0)
    var generator = SeededGenerator(seed: 0)
    func random() -> Matrix<Float> {
      workspace.matrix(
        cells, configuration.width,
        (0..<cells * configuration.width).map { _ in Float(generator.uniform()) - 0.5 })
    }
    let (tokens, upstream) = (random(), random())
    let context = CellContext<Float>(dissociated: cells, in: workspace)
    var stream = RandomStream(seed: 0)
    return Stopwatch(repeats: measuring.repeats) {
      store.clearGradients(in: workspace.loop)
      let tape = Tape(workspace, isRecording: true)
      tape.backward(from: encoder(tape.input(tokens), context, &stream), gradient: upstream)
    }
  }
}

extension Precision: ExpressibleByArgument {}
