import Histoglot
import Testing

@Suite("By whom unlabelled cells are guessed")
struct GuessingExpertTests {
  private func expert(
    _ nature: LabelNature, among able: [LabelExpert.Kind] = [.linearOwn, .linearRings],
    likelihood: [LabelExpert.Kind: Double] = [:]
  ) -> GuessingExpert? {
    GuessingExpert(nature: nature, among: able) {
      likelihood[$0]
    } scale: {
      $0 == .linearRings ? .section : .training
    }
  }

  @Test func `surroundings guess places and own expression types, whatever validation says`() {
    let likelihood: [LabelExpert.Kind: Double] = [.linearOwn: -0.5, .linearRings: -0.4]
    #expect(expert(.places)?.kind == .linearRings)
    #expect(expert(.types, likelihood: likelihood)?.kind == .linearOwn)
    #expect(
      expert(.places, likelihood: [.linearOwn: -0.1, .linearRings: -2])?.kind == .linearRings)
  }

  @Test func `where names say nothing, who thinks the labels likelier guesses`() {
    #expect(
      expert(.unknown, likelihood: [.linearOwn: -0.9, .linearRings: -0.4])?.kind == .linearRings)
    #expect(
      expert(.unknown, likelihood: [.linearOwn: -0.3, .linearRings: -0.4])?.kind == .linearOwn)
    // What was not judged comes after what was, however badly.
    #expect(expert(.unknown, likelihood: [.linearRings: -40])?.kind == .linearRings)
  }

  @Test func `an expert that is left out does not guess, and without a linear one nobody does`() {
    #expect(expert(.places, among: [.linearOwn])?.kind == .linearOwn)
    #expect(expert(.types, among: [.linearRings])?.kind == .linearRings)
    #expect(expert(.unknown, among: []) == nil)
  }

  @Test func `guesses are made on the scale that was best for the expert`() {
    #expect(expert(.places)?.scale == .section)
    #expect(expert(.types)?.scale == .training)
  }
}
