import Autodiff
import CellSections
import Histoglot
import SectionAnalysis
import Testing

@Suite struct FinetuningTests {
  private func tuned(_ section: CellSection) throws -> (TissueModel, LabelledSection) {
    let (model, labelled, tasks) = try PlantedTissue.prepared([section])
    var options = FinetuningOptions(epochs: 8, seed: 3)
    options.rate = 3e-3
    let tuned = try Finetuning(model, options: options, threads: 2)(
      labelled, tasks: tasks, vocabulary: model.vocabulary)
    return (tuned, labelled[0])
  }

  private func weight(_ model: TissueModel, of kinds: [LabelExpert.Kind]) -> Double {
    model.tasks[0].experts.filter { kinds.contains($0.kind) }.reduce(0) { $0 + $1.weight }
  }

  @Test("Where only the neighbourhood tells the label, experts that look around win")
  func neighbourhood() throws {
    let (model, _) = try tuned(PlantedTissue.neighbourhoods(seed: 5))
    #expect(weight(model, of: [.linearRings, .transformer]) > 0.8)
    let scores = try #require(model.tasks[0].validation)
    #expect(scores.accuracy > 0.85)
    let own = model.tasks[0].experts.first { $0.kind == .linearOwn }?.validation
    // Own expression tells the type alone, and the type tells the label four times in five.
    #expect(try #require(own).accuracy < 0.84)
  }

  @Test("Where only own expression tells the label, experts that look at the cell alone win")
  func ownExpression() throws {
    let (model, _) = try tuned(PlantedTissue.scatteredTypes(seed: 6))
    #expect(weight(model, of: [.linearOwn, .networkOwn]) > 0.5)
    #expect(try #require(model.tasks[0].validation).accuracy > 0.9)
    #expect(model.tasks[0].smoothing == 0)
    #expect(!model.tasks[0].reason.isEmpty)
  }

  @Test("Weights sum to 1, and every expert tells how well it does alone")
  func report() throws {
    let (model, _) = try tuned(PlantedTissue.scatteredTypes(seed: 7))
    let experts = model.tasks[0].experts
    #expect(experts.map(\.kind) == LabelExpert.Kind.allCases)
    #expect(abs(experts.reduce(0) { $0 + $1.weight } - 1) < 1e-9)
    for expert in experts {
      #expect(expert.weight == 0 || expert.weight >= 0.05)
      #expect(try #require(expert.validation).cells == 576)
    }
  }

  @Test("Probabilities do not depend on threads, nor but for rounding on turning the section")
  func invariance() throws {
    let section = PlantedTissue.neighbourhoods(seed: 8)
    let (model, labelled) = try tuned(section)
    func logits(_ section: PreparedSection, threads: Int, blockRows: Int = 4096) -> [Float] {
      let workspace = Workspace<Float>(threads: threads)
      return model.logits(
        model.encode(section, blockRows: blockRows, in: workspace), task: 0,
        blockRows: blockRows, in: workspace
      ).elements
    }
    let straight = logits(labelled.section, threads: 1)
    #expect(straight == logits(labelled.section, threads: 2))
    let inBlocks = logits(labelled.section, threads: 2, blockRows: 100)
    for (a, b) in zip(straight, inBlocks) { #expect(abs(a - b) < 1e-4) }
    var turned = section
    let place = try #require(section.coordinates)
    turned.coordinates = Coordinates(
      x: zip(place.x, place.y).map { 0.6 * $0 - 0.8 * $1 + 40 },
      y: zip(place.x, place.y).map { 0.8 * $0 + 0.6 * $1 - 7 }, unit: .unknown)
    let prepared = try PreparedSection(
      turned, vocabulary: model.vocabulary, neighbours: 24, threads: 1)
    for (a, b) in zip(straight, logits(prepared, threads: 1)) { #expect(abs(a - b) < 1e-2) }
  }

  @Test("The same seed gives the same model")
  func determinism() throws {
    let section = PlantedTissue.scatteredTypes(seed: 9)
    let (first, _) = try tuned(section)
    let (second, _) = try tuned(section)
    #expect(first.store.snapshot() == second.store.snapshot())
    #expect(first.tasks == second.tasks)
  }
}
