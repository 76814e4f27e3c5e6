import Autodiff

/// What the towers take and give.
public struct TowerShape: Codable, Sendable, Hashable {
  /// Features of a cell.
  public var cellInputs: Int
  /// The length of a sentence vector.
  public var textInputs: Int
  /// Hidden units of the cells' perceptron.
  public var inner: Int
  /// The length of the vectors that are compared.
  public var outputs: Int
  /// How many towers stand side by side, each with its share of the outputs.
  public var members: Int
  /// The share of units dropped in training.
  public var dropout: Double
  /// How many cells a region has, whose vectors are pooled; 1 where pairs are cells.
  public var pooledCells: Int

  public init(
    cellInputs: Int, textInputs: Int, inner: Int = 256, outputs: Int = 256, dropout: Double = 0.2,
    pooledCells: Int = 1, members: Int = 1
  ) {
    self.cellInputs = cellInputs
    self.textInputs = textInputs
    self.inner = inner
    self.outputs = outputs
    self.dropout = dropout
    self.pooledCells = pooledCells
    self.members = members
  }

  /// Shapes that do not say how many towers there are have one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    cellInputs = try container.decode(Int.self, forKey: .cellInputs)
    textInputs = try container.decode(Int.self, forKey: .textInputs)
    inner = try container.decode(Int.self, forKey: .inner)
    outputs = try container.decode(Int.self, forKey: .outputs)
    dropout = try container.decode(Double.self, forKey: .dropout)
    pooledCells = try container.decode(Int.self, forKey: .pooledCells)
    members = try container.decodeIfPresent(Int.self, forKey: .members) ?? 1
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
  private let members: [Member]

  /// One tower of cells or regions, and the map of texts that goes with it.
  private struct Member {
    enum CellSide {
      case cell(ProjectionTower<Scalar>)
      case region(PoolingTower<Scalar>)
    }
    let cellSide: CellSide
    let text: Linear<Scalar>
  }

  public init(_ shape: TowerShape, seed: UInt64) {
    self.init(declaring: shape)
    store.allocate(seed: seed)
  }

  /// Declares the towers, whose parameters have no memory until `store.allocate`: what a file says can be compared
  /// with them first.
  package init(declaring shape: TowerShape) {
    self.shape = shape
    let store = ParameterStore<Scalar>()
    members = (0..<shape.members).map { member in
      func scope(_ name: String) -> ParameterScope<Scalar> {
        store.scope[Self.prefix(of: name, member: member, in: shape)]
      }
      let outputs = shape.outputs / shape.members
      let dropout = Scalar(shape.dropout)
      return Member(
        cellSide: shape.pooledCells == 1
          ? .cell(
            ProjectionTower(
              scope("cell"), inputs: shape.cellInputs, inner: shape.inner, outputs: outputs,
              dropout: dropout))
          : .region(
            PoolingTower(
              scope("region"), inputs: shape.cellInputs, cells: shape.pooledCells,
              outputs: outputs, dropout: dropout)),
        text: Linear(scope("text"), from: shape.textInputs, to: outputs))
    }
    self.store = store
  }

  /// Where the parameters of one side of a member stand.
  private static func prefix(of side: String, member: Int, in shape: TowerShape) -> String {
    shape.members == 1 ? side : "\(side)_\(member)"
  }

  /// Towers that learned apart, side by side: `u·v` of what they are joined to is the mean of theirs.
  package init(joining towers: [PairTowers]) {
    precondition(
      Set(towers.map(\.shape)).count == 1 && towers[0].shape.members == 1,
      "PairTowers: shapes \(towers.map(\.shape)) to join")
    var shape = towers[0].shape
    shape.members = towers.count
    shape.outputs *= towers.count
    self.init(shape, seed: 0)
    // Members are declared one after the other, each as a pair of towers alone is.
    let learned = towers.map(\.store).flatMap { store in
      store.names.compactMap(store.parameter).map(store.elements)
    }
    for (name, elements) in zip(store.names, learned) {
      store.parameter(named: name)?.assign(elements)
    }
  }

  /// `u`: unit vectors of cells or regions, `[pairs, outputs]`.
  ///
  /// - Parameter features: `[pairs × pooledCells, cellInputs]`.
  public func cellVectors(
    _ features: Variable<Scalar>, _ stream: inout RandomStream
  ) -> Variable<Scalar> {
    joined(
      members.map { member in
        switch member.cellSide {
        case .cell(let tower): tower(features, &stream)
        case .region(let tower): tower(features, &stream)
        }
      })
  }

  /// `v`: unit vectors of texts, `[texts, outputs]`.
  public func textVectors(_ sentences: Variable<Scalar>) -> Variable<Scalar> {
    joined(members.map { sentences.tape.normalizeRows($0.text(sentences)) })
  }

  /// Unit vectors of members, one beside the other, to length 1.
  private func joined(_ vectors: [Variable<Scalar>]) -> Variable<Scalar> {
    if vectors.count == 1 { return vectors[0] }
    let tape = vectors[0].tape
    return tape.scale(
      tape.concatenateColumns(vectors), by: Scalar(1 / Double(vectors.count).squareRoot()))
  }

  /// `θ ← m θ + (1 − m) θ_other`, which is what a momentum copy does (He et al. 2020, eq. 2).
  package func follow(_ other: PairTowers, momentum: Scalar) {
    store.blend(towards: other.store, keeping: momentum)
  }
}
