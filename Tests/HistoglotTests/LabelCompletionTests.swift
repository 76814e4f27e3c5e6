import Autodiff
import CellSections
import Histoglot
import SectionAnalysis
import Testing

@Suite("Labels guessed where few cells are labelled")
struct LabelCompletionTests {
  /// The section with labels on the first `count` cells of each category alone.
  private func few(_ count: Int, of section: CellSection) -> CellSection {
    var section = section
    var left = [Int](repeating: count, count: section.labels[0].categories.count)
    section.labels[0].codes = section.labels[0].codes.map { code in
      guard code >= 0, left[Int(code)] > 0 else { return -1 }
      left[Int(code)] -= 1
      return code
    }
    return section
  }

  private func completed(
    _ section: CellSection, kind: LabelExpert.Kind, hiding hidden: Set<Int> = []
  ) throws -> (labels: LabelledSection, guesses: LabelledSection, trains: [Bool]) {
    let (model, labelled, _) = try PlantedTissue.prepared([section])
    let trains = (0..<section.cellCount).map { !hidden.contains($0) }
    let guesses = try LabelCompletion(
      sections: labelled, task: 0, kind: kind, scale: .training, workspace: Workspace(threads: 2))(
        model, trains: [trains])
    return (labelled[0], guesses[0], trains)
  }

  @Test("Three labelled cells of each type tell the types of nearly all others")
  func types() throws {
    let whole = PlantedTissue.scatteredTypes(seed: 41)
    let (labels, guesses, _) = try completed(few(3, of: whole), kind: .linearOwn)
    let truth = whole.labels[0].codes
    let isGuessed = labels.codes[0].indices.filter { labels.codes[0][$0] < 0 }
    #expect(isGuessed.count == whole.cellCount - 9)
    let right = isGuessed.count { guesses.codes[0][$0] == truth[$0] }
    #expect(Double(right) > 0.97 * Double(isGuessed.count), "\(right) of \(isGuessed.count)")
  }

  @Test("Surroundings tell what a cell's own type does not")
  func places() throws {
    let whole = PlantedTissue.neighbourhoods(seed: 42)
    let section = few(8, of: whole)
    func rightShare(_ kind: LabelExpert.Kind) throws -> Double {
      let (labels, guesses, _) = try completed(section, kind: kind)
      let isGuessed = labels.codes[0].indices.filter { labels.codes[0][$0] < 0 }
      return Double(isGuessed.count { guesses.codes[0][$0] == whole.labels[0].codes[$0] })
        / Double(isGuessed.count)
    }
    let (own, rings) = (try rightShare(.linearOwn), try rightShare(.linearRings))
    #expect(own < 0.82 && rings > own + 0.05, "\(own), \(rings)")
  }

  @Test(
    "Labels stay as they were and count 1; guesses together count at most as ten labels a category")
  func weights() throws {
    let section = few(3, of: PlantedTissue.scatteredTypes(seed: 43))
    let (labels, guesses, _) = try completed(section, kind: .linearOwn)
    var total = 0.0
    for (cell, code) in labels.codes[0].enumerated() {
      if code >= 0 {
        #expect(guesses.codes[0][cell] == code && guesses.trust[0][cell] == 1)
      } else {
        #expect((0...1).contains(guesses.trust[0][cell]))
        total += Double(guesses.trust[0][cell])
      }
    }
    #expect(abs(total - 3 * LabelCompletion.guessesPerCategory) < 1e-3, "\(total)")
  }

  @Test("What is kept apart is guessed without its label")
  func foldsAreNotSeen() throws {
    let section = few(6, of: PlantedTissue.scatteredTypes(seed: 44))
    let labelled = section.labels[0].codes.indices.filter { section.labels[0].codes[$0] >= 0 }
    let hidden = Set(labelled.enumerated().filter { $0.offset % 3 == 0 }.map(\.element))
    var wrong = section
    for cell in hidden {
      wrong.labels[0].codes[cell] = (wrong.labels[0].codes[cell] + 1) % 3
    }
    let (_, before, _) = try completed(section, kind: .linearOwn, hiding: hidden)
    let (_, after, _) = try completed(wrong, kind: .linearOwn, hiding: hidden)
    #expect(before.codes == after.codes && before.trust == after.trust)
  }

  @Test("Certainty is raised, and a category that takes nearly all is held back")
  func sharpening() throws {
    let said = FeatureMatrix(
      rowCount: 4, columnCount: 2, values: [0.6, 0.4, 0.7, 0.3, 0.8, 0.2, 0.55, 0.45])
    // b = .5: p^1.5 with rows of sum 1, divided by the square root of each column's sum, rows made to sum to 1 again.
    let raised = (0..<4).map { row -> [Double] in
      let values = said[row: row].map { $0 * $0.squareRoot() }
      return values.map { $0 / values.reduce(0, +) }
    }
    let sums = (0..<2).map { column in max(1, raised.reduce(0) { $0 + $1[column] }) }
    let found = try #require(LabelCompletion.sharpened([said], boldness: 0.5)[0])
    for row in 0..<4 {
      let values = (0..<2).map { raised[row][$0] / sums[$0].squareRoot() }
      for column in 0..<2 {
        #expect(abs(found[row, column] - values[column] / values.reduce(0, +)) < 1e-9)
      }
    }
    #expect(found[3, 1] > 0.5 && found[2, 0] > 0.5)
  }

  @Test("Where rows must be few, guesses are left out before labels")
  func thinning() {
    let cells = Array(0..<100)
    let isGuess = { (cell: Int) in cell % 10 != 3 }
    let some = LinearTraining.thinned(cells, to: 40, isGuess: isGuess)
    #expect(some.count <= 40 && some.count > 30)
    #expect(some.count { !isGuess($0) } == 10 && some == some.sorted())
    #expect(
      LinearTraining.thinned(cells, to: 10, isGuess: isGuess) == cells.filter { !isGuess($0) })
    let labels = LinearTraining.thinned(cells, to: 40) { _ in false }
    #expect(labels == cells.filter { $0 % 3 == 0 })
    #expect(LinearTraining.thinned(cells, to: 100, isGuess: isGuess) == cells)
    #expect(LinearTraining.thinned(cells, to: 4, isGuess: isGuess).count == 4)
  }

  @Test("Of a single category nothing is guessed")
  func oneCategory() throws {
    let section = few(6, of: PlantedTissue.scatteredTypes(seed: 47))
    let hidden = Set(section.labels[0].codes.indices.filter { section.labels[0].codes[$0] > 0 })
    let (labels, guesses, _) = try completed(section, kind: .linearOwn, hiding: hidden)
    #expect(guesses.codes == labels.codes && guesses.trust == labels.trust)
  }

  @Test("Guesses are made only where unlabelled cells are many")
  func worthwhile() throws {
    let whole = PlantedTissue.scatteredTypes(seed: 45)
    let sparse = try PlantedTissue.prepared([few(60, of: whole)]).labelled
    let dense = try PlantedTissue.prepared([few(70, of: whole)]).labelled
    #expect(LabelCompletion.isWorthwhile(sparse, task: 0))
    #expect(!LabelCompletion.isWorthwhile(dense, task: 0))
  }

  @Test(
    "Types that somebody left out are not guessed to be others; `--without guesses` guesses none")
  func leftOut() throws {
    let whole = PlantedTissue.scatteredTypes(seed: 46)
    func guessing(
      _ section: CellSection, without parts: [FinetuningPart] = []
    ) throws -> (LabelExpert.Kind, labelled: Int)? {
      let (model, labelled, tasks) = try PlantedTissue.prepared([section])
      var found: (LabelExpert.Kind, labelled: Int)?
      let finetuning = Finetuning(
        model, options: FinetuningOptions(epochs: 1, seed: 3, without: parts), threads: 2)
      _ = try finetuning(
        labelled, tasks: tasks, vocabulary: model.vocabulary,
        report: { event in
          if case .guessed(_, let kind, let labelled) = event { found = (kind, labelled) }
        })
      return found
    }
    // Eighty of two types are labelled, none of the third.
    var chosen = whole
    var left = [80, 80, 0]
    chosen.labels[0].codes = whole.labels[0].codes.map { code in
      if left[Int(code)] == 0 { return -1 }
      left[Int(code)] -= 1
      return code
    }
    #expect(try guessing(chosen) == nil)
    let random = few(4, of: whole)
    let found = try #require(try guessing(random))
    #expect(found.0 == .linearOwn && found.labelled == 12)
    #expect(try guessing(random, without: [.guesses]) == nil)
  }
}
