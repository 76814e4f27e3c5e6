import Autodiff
import CellSections
import CellTransformer
import Histoglot
import Testing

@Suite("Real coordinates", .enabled(if: TestData.isThere, "no data; name it with HISTOGLOT_DATA"))
struct ShuffledCoordinatesTests {
  /// The share of cells whose region is right.
  private func accuracy(
    of model: TissueModel, on section: CellSection, task: LabelTask
  ) throws -> Double {
    let prepared = try PreparedSection(
      section, vocabulary: model.vocabulary,
      neighbours: model.configuration.encoder.neighbours, threads: 2)
    let truth = try LabelledSection(prepared, labels: section.labels, tasks: [task]).codes[0]
    let annotation = SectionAnnotation(prepared, model: model, in: Workspace<Float>(threads: 2))
    let codes = annotation.labels[0].best().codes
    let judged = truth.indices.filter { truth[$0] >= 0 }
    return Double(judged.count { codes[$0] == truth[$0] }) / Double(judged.count)
  }

  @Test("Shuffling the coordinates of a real section costs at least .10 of region accuracy")
  func shuffled() throws {
    let sections = try SectionFile(path: TestData.section("starmap_mpfc_dev")).read(
      SectionOptions(labelKeys: ["region"])
    ).sections
    let training = try #require(sections.first { $0.name == "20180417_BZ5" })
    let heldOut = try #require(sections.first { $0.name == "20180419_BZ9" })
    let vocabulary = try GeneVocabulary(uniting: [training])
    let tasks = try labelTasks(keys: ["region"], sections: [training])
    let prepared = try PreparedSection(
      training, vocabulary: vocabulary, neighbours: 24, threads: 2)
    let base = TissueModel(
      Preset.tiny.configuration, vocabulary: vocabulary,
      geneScale: GeneScale(of: [prepared.counts], genes: vocabulary.genes.count),
      trainingSections: [training.name], seed: 1)
    let model = try Finetuning(base, options: FinetuningOptions(epochs: 6, seed: 1), threads: 2)(
      [LabelledSection(prepared, labels: training.labels, tasks: tasks)], tasks: tasks,
      vocabulary: vocabulary)

    let straight = try accuracy(of: model, on: heldOut, task: tasks[0])
    var order = Array(0..<heldOut.cellCount)
    var generator = SeededGenerator(seed: 2)
    order.shuffle(using: &generator)
    var scattered = heldOut
    scattered.coordinates = heldOut.coordinates?.selecting(order)
    let shuffled = try accuracy(of: model, on: scattered, task: tasks[0])
    #expect(straight > 0.85)
    #expect(straight - shuffled >= 0.10, "\(straight) straight, \(shuffled) shuffled")
  }
}
