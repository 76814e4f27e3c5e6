/// Expected transcripts of each type at each depth in one section, with what is needed to draw from them.
struct ProfileTable {
  /// How many steps the depth is cut into.
  static let depthSteps = 9

  /// Expected transcripts of an ordinary cell, `[measured genes]`.
  struct Profile {
    var means: [Double]
    var total: Double
    var genes: AliasTable

    init(_ means: [Double]) {
      self.means = means
      total = means.reduce(0, +)
      genes = AliasTable(means)
    }
  }

  private let profiles: [Profile]
  /// What full activity adds; nil where the panel holds no gene of activity.
  let activity: Profile?

  /// - Parameter genes: the measured genes of the atlas, ascending.
  init(_ atlas: ExpressionAtlas, genes: [Int], effects: SectionEffects) {
    profiles = CellKind.allCases.flatMap { kind in
      (0..<Self.depthSteps).map { step in
        let depth = Double(step) / Double(Self.depthSteps - 1) - 0.5
        return Profile(
          genes.map { gene in
            atlas.levels[kind.rawValue][gene] * effects.geneFactors[gene]
              * PortableMath.exp(atlas.depthSlopes[kind.rawValue][gene] * depth)
          })
      }
    }
    let added = genes.map { atlas.activityLevels[$0] * effects.geneFactors[$0] }
    activity = added.contains { $0 > 0 } ? Profile(added) : nil
  }

  /// The index of a type's profile at a depth of 0...1; which of the two nearest steps is drawn, so that the mean
  /// changes without steps.
  func index(
    of kind: CellKind, depth: Double, using generator: inout some RandomNumberGenerator
  ) -> Int {
    let step = Int(depth * Double(Self.depthSteps - 1) + generator.nextUnit())
    return kind.rawValue * Self.depthSteps + min(max(step, 0), Self.depthSteps - 1)
  }

  subscript(index: Int) -> Profile {
    _read { yield profiles[index] }
  }
}
