import CellSections

/// What is to be simulated.
///
/// The biology (which type expresses what, and lives where) is the same for every recipe; the seed
/// decides shapes, places, batch effects and noise. So a model trained on one recipe's sections can
/// be judged on another's.
public struct SimulationRecipe: Sendable, Equatable {
  /// The most cells that all sections together may have.
  public static let mostCells = 100_000_000
  /// The most genes, more than any species has.
  public static let mostGenes = 100_000

  /// Cells of each section.
  public var cells: Int
  /// Genes of all panels together.
  public var genes: Int
  /// How many sections.
  public var sections: Int
  /// How many gene panels; section `s` is measured with panel `s mod panels`. A third of the genes
  /// is on all panels.
  public var panels: Int
  /// The share of cells whose `cell_type` is wrong, 0...1; what they are stands in
  /// `cell_type_true`.
  public var mislabelled: Double
  /// The same seed gives the same sections to the last bit, on every machine.
  public var seed: UInt64

  public init(
    cells: Int = 2_000, genes: Int = 100, sections: Int = 1, panels: Int = 1,
    mislabelled: Double = 0, seed: UInt64 = 1
  ) {
    self.cells = cells
    self.genes = genes
    self.sections = sections
    self.panels = panels
    self.mislabelled = mislabelled
    self.seed = seed
  }

  /// Throws where a number makes no section.
  public func validate() throws {
    guard cells >= 1 else { throw SimulationError(recipe: self, reason: .noCells) }
    guard sections >= 1 else { throw SimulationError(recipe: self, reason: .noSections) }
    guard cells <= Self.mostCells / sections else {
      throw SimulationError(recipe: self, reason: .tooManyCells)
    }
    guard panels >= 1, panels <= sections else {
      throw SimulationError(recipe: self, reason: .panelsBeyondSections)
    }
    guard genes >= 2 * panels else {
      throw SimulationError(recipe: self, reason: .tooFewGenes)
    }
    guard genes <= Self.mostGenes else {
      throw SimulationError(recipe: self, reason: .tooManyGenes)
    }
    guard mislabelled >= 0, mislabelled <= 1 else {
      throw SimulationError(recipe: self, reason: .mislabelledNotAShare)
    }
  }
}

/// Why a recipe cannot be simulated.
public struct SimulationError: Error, Equatable, CustomStringConvertible {
  /// The recipe.
  public var recipe: SimulationRecipe
  /// What is wrong with it.
  public var reason: Reason

  /// What can be wrong with a recipe.
  public enum Reason: Sendable, Equatable, CaseIterable {
    /// Fewer than one cell.
    case noCells
    /// Fewer than one section.
    case noSections
    /// More cells than can be worked with.
    case tooManyCells
    /// No panel, or panels that no section would be measured with.
    case panelsBeyondSections
    /// Panels with next to no genes.
    case tooFewGenes
    /// More genes than there are.
    case tooManyGenes
    /// A share outside 0...1.
    case mislabelledNotAShare
  }

  public var description: String {
    switch reason {
    case .noCells: "simulation: \(recipe.cells) cells; ask for at least 1"
    case .noSections: "simulation: \(recipe.sections) sections; ask for at least 1"
    case .tooManyCells:
      "simulation: \(recipe.sections) × \(recipe.cells.of("cell")); ask for at most \(SimulationRecipe.mostCells) in all sections together"
    case .panelsBeyondSections:
      "simulation: \(recipe.panels.of("panel")) for \(recipe.sections.of("section")); ask for at least 1 panel and at least as many sections as panels"
    case .tooFewGenes:
      "simulation: \(recipe.genes.of("gene")) for \(recipe.panels.of("panel")); ask for at least \(max(2 * recipe.panels, 2)) genes"
    case .tooManyGenes:
      "simulation: \(recipe.genes) genes; ask for at most \(SimulationRecipe.mostGenes)"
    case .mislabelledNotAShare:
      "simulation: \(recipe.mislabelled) of the cells mislabelled; give a share between 0 and 1"
    }
  }
}
