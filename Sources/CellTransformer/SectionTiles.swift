import Autodiff
import CellSections

/// The cells of a section in compact pieces, each of which is worked on with the cells that its own cells attend to.
///
/// A section's states are overwritten tile by tile. What a later tile still has to read of an earlier one, its cells at
/// the border, is kept aside as it was; so every cell sees what it would see if all were computed at once.
public struct SectionTiles: Sendable {
  /// How large a section may be before it is cut, and how large a piece is.
  public struct Limits: Sendable {
    /// The most cells of a section that is left whole.
    public var whole: Int
    /// The most cells of a tile, without those around it.
    public var tile: Int

    public init(whole: Int = 1 << 16, tile: Int = 1 << 15) {
      self.whole = whole
      self.tile = tile
    }
  }

  public var cellCount: Int { tileOfCell.count }
  public var count: Int { cores.count }
  /// How many cells are kept aside while states are overwritten.
  var keptCount: Int { slots.reduce(0) { max($0, Int($1) + 1) } }
  private let graph: NeighbourGraph?
  private let typicalDistance: Double
  /// The cells of each tile.
  let cores: [[Int32]]
  /// Which tile each cell belongs to, `[cells]`.
  private let tileOfCell: [Int32]
  /// Where each cell that a later tile reads is kept, -1 for all others, `[cells]`.
  private let slots: [Int32]

  /// - Parameters:
  ///   - graph: each cell itself first and its nearest cells; nil for dissociated cells.
  ///   - typicalDistance: see `CellContext`.
  ///   - limit: the most cells of a tile.
  public init(
    cells: Int, coordinates: Coordinates?, graph: NeighbourGraph?, typicalDistance: Double,
    limit: Int
  ) {
    self.graph = graph
    self.typicalDistance = typicalDistance
    cores =
      coordinates.map { $0.compactRuns(ofAtMost: limit) }
      ?? stride(from: 0, to: cells, by: limit).map {
        Array(Int32($0)..<Int32(min(cells, $0 + limit)))
      }
    var tileOfCell = [Int32](repeating: -1, count: cells)
    for (tile, core) in cores.enumerated() {
      for cell in core { tileOfCell[Int(cell)] = Int32(tile) }
    }
    var slots = [Int32](repeating: -1, count: cells)
    var kept: Int32 = 0
    for cell in 0..<(graph == nil ? 0 : cells) {
      for neighbour in graph?.neighbours(of: cell) ?? [] {
        if tileOfCell[Int(neighbour)] < tileOfCell[cell], slots[Int(neighbour)] < 0 {
          slots[Int(neighbour)] = kept
          kept += 1
        }
      }
    }
    self.tileOfCell = tileOfCell
    self.slots = slots
  }

  /// A tile with its lists, made when it is its turn.
  struct Tile<Scalar: Real> {
    /// Its own cells, then those around it that they attend to.
    let cells: [Int32]
    let ownCount: Int
    let context: CellContext<Scalar>
  }

  func tile<Scalar: Real>(_ index: Int, in workspace: Workspace<Scalar>) -> Tile<Scalar> {
    let core = cores[index]
    guard let graph else {
      return Tile(
        cells: core, ownCount: core.count,
        context: CellContext(dissociated: core.count, in: workspace))
    }
    let (cells, lists) = graph.reach(of: core)
    return Tile(
      cells: cells, ownCount: core.count,
      context: CellContext(
        lists, typicalDistance: typicalDistance, forTraining: false, in: workspace))
  }

  /// Where the state of a cell before this layer is to be read by a tile: nil for its own place.
  func slot(of cell: Int32, readBy tile: Int) -> Int? {
    tileOfCell[Int(cell)] < Int32(tile) ? Int(slots[Int(cell)]) : nil
  }

  /// Where the state of a cell is to be kept before its tile overwrites it; nil where nobody will ask.
  func slotToKeep(_ cell: Int32) -> Int? {
    slots[Int(cell)] < 0 ? nil : Int(slots[Int(cell)])
  }
}
