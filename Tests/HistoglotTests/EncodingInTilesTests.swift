import Autodiff
import CellSections
import CellTransformer
import Histoglot
import Testing

/// A section that is worked on in tiles comes out as in one piece.
///
/// Products of other widths are summed in another order, so that values differ by rounding: by some 1e-6 of values about 1.
@Suite struct EncodingInTilesTests {
  /// A small model with two neighbourhood and two flow blocks, all experts asked.
  private let model = SmallTissue.model(preset: .small)

  private func annotation(
    _ section: PreparedSection, tile: Int?, blockRows: Int = 4096, threads: Int = 1,
    scale: InputScale = .training
  ) -> SectionAnnotation {
    var model = model
    model.inputScale = scale
    return SectionAnnotation(
      section, model: model, blockRows: blockRows,
      limits: tile.map { SectionTiles.Limits(whole: 0, tile: $0) } ?? SectionTiles.Limits(),
      in: Workspace<Float>(threads: threads))
  }

  private func expectSame(
    _ section: PreparedSection, tile: Int, blockRows: Int = 4096, scale: InputScale = .training,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let whole = annotation(section, tile: nil, scale: scale)
    let tiled = annotation(section, tile: tile, blockRows: blockRows, scale: scale)
    let largest = whole.latents.reduce(0) { max($0, abs($1)) }
    let worst = zip(whole.latents, tiled.latents).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(largest > 0.1, sourceLocation: sourceLocation)
    #expect(tiled.latents.count == whole.latents.count, sourceLocation: sourceLocation)
    #expect(worst <= 1e-5 * largest, sourceLocation: sourceLocation)
    #expect(
      tiled.labels[0].best().codes == whole.labels[0].best().codes, sourceLocation: sourceLocation)
    let confidence = zip(whole.labels[0].values.values, tiled.labels[0].values.values)
    #expect(
      confidence.reduce(0) { max($0, abs($1.0 - $1.1)) } < 1e-4, sourceLocation: sourceLocation)
  }

  @Test("Cells in random places, tiles of many sizes", arguments: [1, 37, 100, 499, 600])
  func scattered(tile: Int) throws {
    expectSame(try SmallTissue(cells: 500, seed: 3).prepared(), tile: tile)
  }

  @Test("Blocks of few cells inside tiles")
  func blocks() throws {
    expectSame(try SmallTissue(cells: 500, seed: 3).prepared(), tile: 60, blockRows: 17)
  }

  @Test("A section on its own scale, which is another than that of training")
  func ownScale() throws {
    let section = try SmallTissue(cells: 500, seed: 3).prepared()
    expectSame(section, tile: 60, blockRows: 17, scale: .section)
    let own = annotation(section, tile: 60, scale: .section).latents
    #expect(own != annotation(section, tile: 60).latents)
  }

  @Test("A lattice, where many neighbours are equally near")
  func lattice() throws {
    let places = SmallTissue.hexagonal(rows: 20, columns: 21)
    expectSame(try SmallTissue(cells: 0, seed: 4, positions: places).prepared(), tile: 50)
  }

  @Test("Cells far from all others, and islands smaller than a list of neighbours")
  func islands() throws {
    var places = SmallTissue.hexagonal(rows: 10, columns: 10)
    places += [(1e6, 0), (1e6, 1), (-4e7, 3e7)]
    expectSame(try SmallTissue(cells: 0, seed: 5, positions: places).prepared(), tile: 9)
  }

  @Test("Fewer cells than neighbours, down to one", arguments: [1, 2, 7])
  func few(cells: Int) throws {
    expectSame(try SmallTissue(cells: cells, seed: 6).prepared(), tile: 2)
  }

  @Test("All cells in one place, where all name the same few")
  func onePlace() throws {
    let places = [(Double, Double)](repeating: (5, 5), count: 300)
    expectSame(try SmallTissue(cells: 0, seed: 7, positions: places).prepared(), tile: 40)
  }

  @Test("Dissociated cells")
  func nowhere() throws {
    var tissue = SmallTissue(cells: 300, seed: 8)
    tissue.section.coordinates = nil
    expectSame(try tissue.prepared(), tile: 64)
  }

  @Test("Two threads give the bits of one")
  func threads() throws {
    let section = try SmallTissue(cells: 900, seed: 9).prepared()
    let one = annotation(section, tile: 128, blockRows: 300)
    let two = annotation(section, tile: 128, blockRows: 300, threads: 2)
    #expect(one.latents == two.latents)
    #expect(one.labels == two.labels)
  }

  @Test("What a tile sees changes where a cell beyond its border does: the comparison can fail")
  func seesBeyond() throws {
    let tissue = SmallTissue(cells: 400, seed: 10)
    var other = tissue
    let kept = (0..<399).map { $0 }
    other.section = other.section.selectingCells(kept)
    let all = annotation(try tissue.prepared(), tile: 50)
    let fewer = annotation(try other.prepared(), tile: 50)
    let worst = zip(all.latents, fewer.latents).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(worst > 1e-3)
  }
}
