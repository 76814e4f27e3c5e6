/// What differs from section to section and from place to place for no biological reason.
package struct SectionEffects {
  /// How much better or worse each gene is caught in this section, `[genes]`.
  let geneFactors: [Double]
  /// How much of everything is caught in this section.
  let efficiency: Double
  private let fieldFactors: [Double]
  private let columnPhase: Double
  private let columnLength: Double

  /// Deviation of the logarithm of a gene's factor.
  private static let geneDeviation = 0.22
  /// Side of an imaging field, µm.
  private static let fieldSize = 250.0

  package init(geneCount: Int, using generator: inout Xoshiro256) {
    geneFactors = (0..<geneCount).map { _ in
      generator.nextLogNormal(deviation: Self.geneDeviation)
    }
    efficiency = generator.nextLogNormal(deviation: 0.12)
    fieldFactors = (0..<61).map { _ in generator.nextLogNormal(deviation: 0.12) }
    columnPhase = generator.nextUniform(in: 0...6.283)
    columnLength = generator.nextUniform(in: 250...450)
  }

  /// How much is caught in the imaging field that holds a point.
  func fieldFactor(x: Double, y: Double) -> Double {
    let column = Int((x / Self.fieldSize).rounded(.down))
    let row = Int((y / Self.fieldSize).rounded(.down))
    let field = (column &* 7 &+ row &* 23) % fieldFactors.count
    return fieldFactors[field < 0 ? field + fieldFactors.count : field]
  }

  /// How active the cells are at a place along the arc, 0...1, in all layers alike.
  func activity(along: Double) -> Double {
    0.5 + 0.5 * PortableMath.sin(2 * Double.pi * along / columnLength + columnPhase)
  }
}
