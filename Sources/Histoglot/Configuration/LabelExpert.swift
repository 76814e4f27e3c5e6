/// One of the ways in which a label is predicted; a task's experts are mixed by what validation says of each.
public struct LabelExpert: Codable, Sendable, Equatable {
  /// What an expert looks at, and how.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// Logistic regression on the cell's own expression.
    case linearOwn = "linear own"
    /// Logistic regression on own expression and its means over rings of neighbours.
    case linearRings = "linear rings"
    /// A graph network on expression, apart from the encoder.
    case graph = "graph network"
    /// A perceptron on the cell's own token.
    case networkOwn = "network own"
    /// A perceptron on the encoder's hidden state beside the token.
    case transformer

    /// Whether logistic regression trains it.
    public var isLinear: Bool { self == .linearOwn || self == .linearRings }

    /// Whether it reads what the encoder makes of cells, and is trained together with it.
    public var readsEncoder: Bool { self == .networkOwn || self == .transformer }

    /// Whether it looks at the cell alone, so that it can be asked where cells lie nowhere.
    public var isOwn: Bool { self == .linearOwn || self == .networkOwn }

    /// Its place among all kinds.
    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  public var kind: Kind
  /// Its share of the mixture; an expert with 0 is not asked.
  public var weight: Double
  /// What its logits are divided by before they are mixed.
  public var temperature: Double
  /// Of a linear expert: the `C` that validation chose (scikit-learn's meaning); nil for networks.
  public var inversePenalty: Double?
  /// The scale of its input that validation chose; that of experts which read the encoder is the model's `inputScale`. nil for
  /// one that was never asked, and in models that were written before there was a choice, which mean `training`.
  public var scale: InputScale?
  /// How well it does alone, on cells that its training had not seen.
  public var validation: ValidationScores?

  public init(
    _ kind: Kind, weight: Double, temperature: Double = 1, inversePenalty: Double? = nil,
    scale: InputScale? = nil, validation: ValidationScores? = nil
  ) {
    self.kind = kind
    self.weight = weight
    self.temperature = temperature
    self.inversePenalty = inversePenalty
    self.scale = scale
    self.validation = validation
  }

  /// Every kind with the same say: what a task begins with.
  public static var untried: [LabelExpert] {
    Kind.allCases.map { LabelExpert($0, weight: 1 / Double(Kind.allCases.count)) }
  }
}
