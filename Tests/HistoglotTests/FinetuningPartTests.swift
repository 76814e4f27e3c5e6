import Autodiff
import CellSections
import Foundation
import Histoglot
import Testing

@Suite("What fine-tuning can do without")
struct FinetuningPartTests {
  private let section = PlantedTissue.neighbourhoods(seed: 31)

  private func tuned(
    without parts: [FinetuningPart], _ sections: [CellSection]? = nil, epochs: Int = 4,
    from other: TissueModel? = nil
  ) throws -> TissueModel {
    let (model, labelled, tasks) = try PlantedTissue.prepared(sections ?? [section])
    var options = FinetuningOptions(epochs: epochs, seed: 3, without: parts)
    options.rate = 3e-3
    return try Finetuning(other ?? model, options: options, threads: 2)(
      labelled, tasks: tasks, vocabulary: model.vocabulary)
  }

  private func probabilities(_ model: TissueModel, _ section: CellSection) throws -> [Double] {
    let prepared = try PreparedSection(
      section, vocabulary: model.vocabulary, neighbours: 24, threads: 1)
    return SectionAnnotation(prepared, model: model, in: Workspace(threads: 1))
      .labels[0].values.values
  }

  @Test("Without context it makes no difference who lies where, nor whether cells lie anywhere")
  func context() throws {
    let model = try tuned(without: [.context])
    let task = model.tasks[0]
    #expect(task.without == [.context] && task.smoothing == 0)
    #expect(task.experts.allSatisfy { $0.kind.isOwn || $0.weight == 0 && $0.validation == nil })
    var shuffled = section
    var order = Array(0..<section.cellCount)
    var generator = SeededGenerator(seed: 6)
    order.shuffle(using: &generator)
    shuffled.coordinates = try #require(section.coordinates).selecting(order)
    let before = try probabilities(model, section)
    #expect(try probabilities(model, shuffled) == before)
    #expect(try probabilities(try tuned(without: []), shuffled) != before)
    // The label is that of the surroundings: four cells in five have the type that most have there.
    let accuracy = try #require(task.validation).accuracy
    #expect((0.7..<0.87).contains(accuracy), "\(accuracy)")
  }

  @Test("An expert that is left out is not trained, not judged and not asked")
  func experts() throws {
    let whole = try tuned(without: [])
    let parts: [(FinetuningPart, LabelExpert.Kind)] = [
      (.linearOwn, .linearOwn), (.linearRings, .linearRings), (.graph, .graph),
      (.networkOwn, .networkOwn), (.transformer, .transformer),
    ]
    for (part, kind) in parts {
      let model = try tuned(without: [part], epochs: 2)
      let task = model.tasks[0]
      #expect(task.experts.map(\.kind) == LabelExpert.Kind.allCases)
      #expect(abs(task.experts.reduce(0) { $0 + $1.weight } - 1) < 1e-9)
      for (expert, before) in zip(task.experts, whole.tasks[0].experts) {
        if expert.kind == kind {
          #expect(expert.weight == 0 && expert.validation == nil && expert.inversePenalty == nil)
        } else if !expert.kind.readsEncoder {
          // Experts apart from the encoder learn what they learn beside any others.
          #expect(expert.validation == before.validation, "\(expert.kind) without \(kind)")
          #expect(expert.temperature == before.temperature)
          #expect(expert.inversePenalty == before.inversePenalty && expert.scale == before.scale)
        } else {
          #expect(expert.validation != nil)
        }
      }
      #expect(try probabilities(model, section).allSatisfy(\.isFinite))
    }
  }

  @Test(
    "A graph network keeps the scale that is best for own expression, where that expert is left out"
  )
  func scaleWithoutOwn() throws {
    let gains = (0..<4).map { batch in
      (0..<PlantedTissue.genes).map { ($0 % 2 == batch % 2) ? 8.0 : 1.0 }
    }
    let batches = gains.enumerated().map {
      PlantedTissue.batch("batch\($0.offset)", gain: $0.element, seed: UInt64($0.offset))
    }
    let task = try tuned(without: [.linearOwn], batches, epochs: 1).tasks[0]
    let graph = try #require(task.experts.first { $0.kind == .graph })
    #expect(graph.scale == .section)
    #expect(task.experts.first { $0.kind == .linearOwn }?.weight == 0)
  }

  @Test("Without own token the transformer's head reads the hidden state alone, and is read back")
  func ownToken() throws {
    let model = try tuned(without: [.ownToken])
    let whole = try tuned(without: [])
    func inputs(_ model: TissueModel) -> Int {
      model.store.names.filter { $0.hasPrefix("heads.0.transformer") }
        .compactMap { model.store.parameter(named: $0) }.map { $0.rows * $0.columns }.max() ?? 0
    }
    // The largest is the map from what is read to the width.
    #expect(inputs(whole) == 2 * inputs(model))
    let folder = try SmallModelFolder()
    try ModelFolder(folder.url).write(model, card: "")
    let read = try ModelFolder(folder.url).read()
    #expect(read.tasks == model.tasks)
    #expect(try probabilities(read, section) == probabilities(model, section))
    // Its head does not fit one that reads both.
    let next = try tuned(without: [], from: model)
    #expect(inputs(next) == inputs(whole))
  }

  @Test("Without pre-training it makes no difference what the model had learned")
  func pretraining() throws {
    let (model, _, _) = try PlantedTissue.prepared([section])
    let other = TissueModel(
      model.configuration, vocabulary: model.vocabulary, geneScale: model.geneScale,
      trainingSections: ["a"], seed: 77)
    let fromOne = try tuned(without: [.pretraining], epochs: 2)
    let fromOther = try tuned(without: [.pretraining], epochs: 2, from: other)
    #expect(fromOne.store.snapshot() == fromOther.store.snapshot())
    #expect(fromOther.trainingSections.isEmpty)
    let kept = try tuned(without: [], epochs: 2, from: other)
    #expect(kept.store.snapshot() != fromOther.store.snapshot())
  }

  @Test("Cells that lie nowhere are told by who is left, where both that know the cell are not")
  func nowhere() throws {
    let model = try tuned(without: [.linearOwn, .networkOwn])
    var nowhere = section
    nowhere.coordinates = nil
    let found = try probabilities(model, nowhere)
    #expect(found.allSatisfy { (0...1).contains($0) })
    #expect(Set(found.map { Int(100 * $0) }).count > 2, "not the same for all cells")
  }

  @Test("A label's own experts are not weighed in a folder that left them out")
  func contradiction() throws {
    let folder = try SmallModelFolder()
    let node = try folder.json("labels.json")
      .replacing(["0", "without"], with: .other("[\"transformer\"]"))
    try folder.write(node, to: "labels.json")
    let error = #expect(throws: ModelError.self) { try ModelFolder(folder.url).read() }
    #expect(error?.description.contains("weight") == true)
  }

  @Test("What leaves nothing, or is left out already, is refused")
  func refusals() {
    func refusal(_ parts: [FinetuningPart]) -> TrainingError? {
      do {
        try FinetuningPart.check(parts)
        return nil
      } catch { return error }
    }
    #expect(refusal([]) == nil)
    #expect(refusal([.context, .pretraining, .linearOwn]) == nil)
    #expect(refusal([.context, .context]) == .leftOutAlready(.context, with: .context))
    #expect(refusal([.context, .graph]) == .leftOutAlready(.graph, with: .context))
    #expect(refusal([.transformer, .ownToken]) == .leftOutAlready(.ownToken, with: .transformer))
    #expect(refusal([.ownToken, .context]) == .leftOutAlready(.ownToken, with: .context))
    let all: [FinetuningPart] = [.context, .linearOwn, .networkOwn]
    #expect(refusal(all) == .noExpertLeft(all))
    for part in FinetuningPart.allCases { #expect(refusal([part]) == nil) }
  }
}
