import Autodiff
import CellSections
import Foundation
import Histoglot
import Testing

@Suite struct `Laws of the model` {
  /// Presets whose position is relative.
  static let relative: [Preset] = [.tiny, .small, .base]

  @Test(arguments: relative)
  func `permuting cells permutes outputs`(preset: Preset) throws {
    let tissue = SmallTissue(cells: 400, seed: 1)
    let model = SmallTissue.model(preset: preset)
    var order = Array(0..<400)
    var generator = SeededGenerator(seed: 2)
    order.shuffle(using: &generator)
    var permuted = tissue
    permuted.section = tissue.section.selectingCells(order)
    let one = Outcome(model, try tissue.prepared())
    let other = Outcome(model, try permuted.prepared())
    let (latent, labels) = other.compared(with: one) { order[$0] }
    #expect(latent < 1e-4)
    #expect(labels >= 0.999)
  }

  @Test(arguments: relative, [false, true])
  func `a rotated, mirrored, shifted section gets the same answer`(
    preset: Preset, onLattice: Bool
  ) throws {
    let tissue =
      onLattice
      ? SmallTissue(cells: 0, seed: 3, positions: SmallTissue.hexagonal(rows: 25, columns: 24))
      : SmallTissue(cells: 600, seed: 3)
    let model = SmallTissue.model(preset: preset)
    let before = Outcome(model, try tissue.prepared())
    for (angle, mirror) in [(0.4, 1.0), (1.3, -1.0), (2.9, 1.0), (Double.pi / 3, -1.0)] {
      var moved = tissue
      let places = tissue.section.coordinates!
      moved.section.coordinates = Coordinates(
        x: places.x.indices.map {
          mirror * (cos(angle) * places.x[$0] - sin(angle) * places.y[$0]) + 12_345.6
        },
        y: places.x.indices.map { sin(angle) * places.x[$0] + cos(angle) * places.y[$0] - 777.7 },
        unit: .microns)
      let (latent, labels) = Outcome(model, try moved.prepared()).compared(with: before)
      #expect(latent < 1e-3, "angle \(angle), mirror \(mirror)")
      #expect(labels >= 0.999, "angle \(angle), mirror \(mirror)")
    }
  }

  @Test func `pixels and micrometres give the same answer`() throws {
    let tissue = SmallTissue(cells: 300, seed: 4)
    var scaled = tissue
    let places = tissue.section.coordinates!
    scaled.section.coordinates = Coordinates(
      x: places.x.map { $0 / 0.18 }, y: places.y.map { $0 / 0.18 }, unit: .unknown)
    let model = SmallTissue.model()
    let (latent, labels) = Outcome(model, try scaled.prepared())
      .compared(with: Outcome(model, try tissue.prepared()))
    #expect(latent < 1e-4)
    #expect(labels == 1)
  }

  @Test(arguments: [Preset.tiny, .cellplm])
  func `coordinates have an effect`(preset: Preset) throws {
    let tissue = SmallTissue(cells: 200, seed: 5)
    var scattered = tissue
    let places = tissue.section.coordinates!
    var order = Array(0..<200)
    var generator = SeededGenerator(seed: 6)
    order.shuffle(using: &generator)
    scattered.section.coordinates = places.selecting(order)
    let model = SmallTissue.model(preset: preset)
    let (latent, _) = Outcome(model, try scattered.prepared())
      .compared(with: Outcome(model, try tissue.prepared()))
    #expect(latent > 1e-2)
  }

  @Test func `the number of threads changes no bit, the memory budget next to nothing`() throws {
    let tissue = try SmallTissue(cells: 3000, seed: 7).prepared()
    let model = SmallTissue.model(preset: .small)
    let one = Outcome(model, tissue, threads: 1)
    #expect(Outcome(model, tissue, threads: 2) == one)
    #expect(Outcome(model, tissue, threads: 3) == one)
    let (latent, _) = Outcome(model, tissue, blockRows: 700).compared(with: one)
    #expect(latent < 1e-5)
  }

  @Test func `two evaluations are identical`() throws {
    let tissue = try SmallTissue(cells: 200, seed: 8).prepared()
    let model = SmallTissue.model()
    #expect(Outcome(model, tissue) == Outcome(model, tissue))
  }

  @Test func `empty cells, a single cell and cells in one place are no trouble`() throws {
    let model = SmallTissue.model()
    let one = SmallTissue(cells: 1, seed: 9)
    #expect(!Outcome(model, try one.prepared()).latents.contains { !$0.isFinite })
    let piled = SmallTissue(
      cells: 0, seed: 9, positions: [(Double, Double)](repeating: (3, 4), count: 60))
    #expect(!Outcome(model, try piled.prepared()).latents.contains { !$0.isFinite })
    var dissociated = SmallTissue(cells: 50, seed: 9)
    dissociated.section.coordinates = nil
    #expect(!Outcome(model, try dissociated.prepared()).latents.contains { !$0.isFinite })
    var empty = SmallTissue(cells: 50, seed: 9)
    empty.section.counts = CountMatrix(
      rowStarts: [Int](repeating: 0, count: 51), columns: [], values: [], columnCount: 24)
    #expect(!Outcome(model, try empty.prepared()).latents.contains { !$0.isFinite })
  }
}
