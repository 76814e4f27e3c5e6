/// The shape of the encoder.
public struct EncoderConfiguration: Codable, Sendable, Equatable {
  /// How a block lets cells meet.
  public enum Attention: String, Codable, Sendable {
    /// Flowformer's, over all cells, linear in their number.
    case flow
    /// Each cell over itself and its nearest cells.
    case neighbourhood
    /// Softmax over all cells, quadratic in their number.
    case exact
    /// Each cell over itself alone: a block as deep and wide as the others that lets no cells meet.
    case itself
  }

  /// How the encoder knows where a cell is.
  public enum Position: String, Codable, Sendable {
    /// By the distance between cells alone: rotating, mirroring or shifting a section changes nothing.
    case relative
    /// By two-dimensional sinusoids of its coordinates, as the CellPLM paper writes it.
    case absolute
  }

  /// Hidden width `d`.
  public var width: Int
  /// Heads `H`; divides `width`.
  public var heads: Int
  /// One entry for each block.
  public var blocks: [Attention]
  /// Width of the feed-forward layers.
  public var innerWidth: Int
  public var position: Position
  /// How many nearest cells a neighbourhood block attends to, beside the cell itself.
  public var neighbours: Int
  /// Dropout in training.
  public var dropout: Double

  public init(
    width: Int, heads: Int, blocks: [Attention], innerWidth: Int, position: Position,
    neighbours: Int, dropout: Double
  ) {
    self.width = width
    self.heads = heads
    self.blocks = blocks
    self.innerWidth = innerWidth
    self.position = position
    self.neighbours = neighbours
    self.dropout = dropout
  }

  /// How many steps from neighbour to neighbour a cell's hidden state sees.
  public var neighbourhoodHops: Int { blocks.count { $0 == .neighbourhood } }
}
