import Autodiff

/// What the towers take and give.
public struct TowerShape: Codable, Sendable, Equatable {
  /// Features of a cell.
  public var cellInputs: Int
  /// The length of a sentence vector.
  public var textInputs: Int
  /// Hidden units of the cells' perceptron.
  public var inner: Int
  /// The length of the vectors that are compared.
  public var outputs: Int
  /// The share of units dropped in training.
  public var dropout: Double
  /// How many cells a region has, whose vectors are pooled; 1 where pairs are cells.
  public var pooledCells: Int

  public init(
    cellInputs: Int, textInputs: Int, inner: Int = 256, outputs: Int = 256, dropout: Double = 0.2,
    pooledCells: Int = 1
  ) {
    self.cellInputs = cellInputs
    self.textInputs = textInputs
    self.inner = inner
    self.outputs = outputs
    self.dropout = dropout
    self.pooledCells = pooledCells
  }

  /// How many values of features a pair has.
  public var pairInputs: Int { pooledCells * cellInputs }
}

/// The two towers that bring cells and texts into one space, with the memory their parameters live in.
///
/// The text side is linear: what the encoder says is near stays near, also for texts no cell was paired with.
public struct PairTowers<Scalar: Real> {
  public let shape: TowerShape
  public let store: ParameterStore<Scalar>
  private enum CellSide {
    case cell(ProjectionTower<Scalar>)
    case region(PoolingTower<Scalar>)
  }
  private let cellSide: CellSide
  private let text: Linear<Scalar>

  public init(_ shape: TowerShape, seed: UInt64) {
    self.init(declaring: shape)
    store.allocate(seed: seed)
  }

  /// Declares the towers, whose parameters have no memory until `store.allocate`: what a file says can be compared
  /// with them first.
  package init(declaring shape: TowerShape) {
    self.shape = shape
    let store = ParameterStore<Scalar>()
    cellSide =
      shape.pooledCells == 1
      ? .cell(
        ProjectionTower(
          store.scope["cell"], inputs: shape.cellInputs, inner: shape.inner,
          outputs: shape.outputs, dropout: Scalar(shape.dropout)))
      : .region(
        PoolingTower(
          store.scope["region"], inputs: shape.cellInputs, cells: shape.pooledCells,
          outputs: shape.outputs, dropout: Scalar(shape.dropout)))
    text = Linear(store.scope["text"], from: shape.textInputs, to: shape.outputs)
    self.store = store
  }

  /// `u`: unit vectors of cells or regions, `[pairs, outputs]`.
  ///
  /// - Parameter features: `[pairs × pooledCells, cellInputs]`.
  public func cellVectors(
    _ features: Variable<Scalar>, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    switch cellSide {
    case .cell(let tower): tower(features, &stream)
    case .region(let tower): tower(features, &stream)
    }
  }

  /// `v`: unit vectors of texts, `[texts, outputs]`.
  public func textVectors(_ sentences: Variable<Scalar>) -> Variable<Scalar> {
    sentences.tape.normalizeRows(text(sentences))
  }

  /// `θ ← m θ + (1 − m) θ_other`, which is what a momentum copy does (He et al. 2020, eq. 2).
  package func follow(_ other: PairTowers, momentum: Scalar) {
    store.blend(towards: other.store, keeping: momentum)
  }
}
