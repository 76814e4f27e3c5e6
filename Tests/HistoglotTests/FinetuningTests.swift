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
    #expect(weight(model, of: [.linearRings, .graph, .transformer]) > 0.8)
    let scores = try #require(model.tasks[0].validation)
    #expect(scores.accuracy > 0.85)
    let own = model.tasks[0].experts.first { $0.kind == .linearOwn }?.validation
    // Own expression tells the type alone, and the type tells the label four times in five.
    #expect(try #require(own).accuracy < 0.84)
  }

  @Test("Where only own expression tells the label, experts that look at the cell alone win")
  func ownExpression() throws {
    let (model, _) = try tuned(PlantedTissue.scatteredTypes(seed: 6))
    // Those that look around see the cell too, and are given a share.
    let largest = model.tasks[0].experts.max { $0.weight < $1.weight }
    #expect(try #require(largest).kind.isOwn)
    #expect(weight(model, of: [.linearOwn, .networkOwn]) > 0.4)
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

  @Test("Cells that lie nowhere are told by their own expression, at its own confidence")
  func withoutCoordinates() throws {
    let (model, labelled) = try tuned(PlantedTissue.neighbourhoods(seed: 5))
    #expect(model.tasks[0].knowsPlaces)
    let workspace = Workspace<Float>(threads: 1)
    var nowhere = PlantedTissue.neighbourhoods(seed: 15)
    nowhere.coordinates = nil
    let prepared = try PreparedSection(
      nowhere, vocabulary: model.vocabulary, neighbours: 24, threads: 1)
    let found = SectionAnnotation(prepared, model: model, in: workspace).labels[0]
    let asked = found.task.experts.filter { $0.weight > 0 }
    #expect(!asked.isEmpty && asked.allSatisfy(\.kind.isOwn))
    let confidence = found.best().confidence.reduce(0, +) / Float(found.cellCount)
    let truth = nowhere.labels[0].codes
    let accuracy =
      Float(zip(found.best().codes, truth).count { $0 == $1 }) / Float(found.cellCount)
    #expect(accuracy > 0.7 && abs(confidence - accuracy) < 0.06)
    let somewhere = SectionAnnotation(labelled.section, model: model, in: workspace).labels[0]
    #expect(somewhere.task.experts.contains { $0.weight > 0 && !$0.kind.isOwn })
  }

  @Test("What was learned of cells that lie nowhere does not change where cells lie")
  func learnedWithoutCoordinates() throws {
    var nowhere = PlantedTissue.scatteredTypes(seed: 10)
    nowhere.coordinates = nil
    let (model, _) = try tuned(nowhere)
    #expect(!model.tasks[0].knowsPlaces && model.tasks[0].smoothing == 0)
    #expect(weight(model, of: [.linearRings]) == 0)
    var test = PlantedTissue.scatteredTypes(seed: 11)
    let workspace = Workspace<Float>(threads: 1)
    func annotate(_ section: CellSection) throws -> SectionAnnotation {
      SectionAnnotation(
        try PreparedSection(section, vocabulary: model.vocabulary, neighbours: 24, threads: 1),
        model: model, in: workspace)
    }
    let placed = try annotate(test).labels[0]
    test.coordinates = nil
    #expect(try annotate(test).labels[0].values == placed.values)
  }

  @Test(
    "One labelled cell of each class teaches more than chance, and says that nothing was validated")
  func oneShot() throws {
    var section = PlantedTissue.scatteredTypes(seed: 12)
    let column = section.labels[0]
    let shown = (0..<3).compactMap { code in column.codes.firstIndex(of: code) }
    section.labels = [
      LabelColumn(
        name: "label", categories: column.categories,
        codes: column.codes.indices.map { shown.contains($0) ? column.codes[$0] : -1 })
    ]
    let (model, labelled) = try tuned(section)
    #expect(model.tasks[0].validation == nil)
    let found = SectionAnnotation(
      labelled.section, model: model, in: Workspace<Float>(threads: 1)
    ).labels[0].best().codes
    #expect(zip(found, column.codes).count { $0 == $1 } > 576 / 2)
  }

  @Test("Cells without any count are told apart from the others")
  func emptyCells() throws {
    let (model, _) = try tuned(PlantedTissue.scatteredTypes(seed: 13))
    var section = PlantedTissue.scatteredTypes(seed: 14)
    let counts = section.counts
    section.counts = CountMatrix(
      rowStarts: counts.rowStarts.indices.map {
        counts.rowStarts[max(2, $0)] - counts.rowStarts[2]
      },
      columns: Array(counts.columns[counts.rowStarts[2]...]),
      values: Array(counts.values[counts.rowStarts[2]...]), columnCount: counts.columnCount)
    let prepared = try PreparedSection(
      section, vocabulary: model.vocabulary, neighbours: 24, threads: 1)
    let found = SectionAnnotation(prepared, model: model, in: Workspace<Float>(threads: 1))
    #expect(found.emptyCells == [0, 1])
  }

  @Test(
    "Sections that batches set apart are each seen on their own scale, but by wide rings; those of one batch are not"
  )
  func scaleOfInput() throws {
    // What a type makes more of is counted more, or less, in each batch: the difference between batches is twice that
    // between types.
    let gains = [0, 1, 2, 3].map { batch in
      (0..<PlantedTissue.genes).map { ($0 % 2 == batch % 2) ? 8.0 : 1.0 }
    }
    func chosen(_ sections: [CellSection]) throws -> (model: InputScale, experts: [InputScale?]) {
      let (model, labelled, tasks) = try PlantedTissue.prepared(sections)
      let tuned = try Finetuning(
        model, options: FinetuningOptions(epochs: 1, seed: 3), threads: 2)(
          labelled, tasks: tasks, vocabulary: model.vocabulary)
      return (tuned.inputScale, tuned.tasks[0].experts.map(\.scale))
    }
    let apart = gains.enumerated().map {
      PlantedTissue.batch("batch\($0.offset)", gain: $0.element, seed: UInt64($0.offset))
    }
    let found = try chosen(apart)
    // Wide rings show what a batch makes of every gene; own expression and the ten nearest do not.
    let own = InputScale.section
    #expect(found == (own, [own, .training, own, own, own]), "\(found)")
    let common = (InputScale.training, [InputScale?](repeating: .training, count: 5))
    #expect(try chosen(Array(apart.prefix(2))) == common)
    let alike = (0..<4).map {
      PlantedTissue.batch("section\($0)", gain: gains[0], seed: UInt64($0))
    }
    #expect(try chosen(alike) == common)
  }

  @Test(
    "The encoder's scale is chosen anew for other sections, and also where cells lie nowhere and no regression is asked"
  )
  func scaleAnew() throws {
    func batches(_ gain: (_ batch: Int, _ gene: Int) -> Double) -> [CellSection] {
      (0..<4).map { batch in
        PlantedTissue.batch(
          "batch\(batch)", gain: (0..<PlantedTissue.genes).map { gain(batch, $0) },
          seed: UInt64(batch))
      }
    }
    func tuned(
      _ base: TissueModel?, _ sections: [CellSection], without: [FinetuningPart] = []
    ) throws -> TissueModel {
      let (empty, labelled, tasks) = try PlantedTissue.prepared(sections)
      let options = FinetuningOptions(epochs: 3, seed: 3, without: without)
      return try Finetuning(base ?? empty, options: options, threads: 2)(
        labelled, tasks: tasks, vocabulary: empty.vocabulary)
    }
    let apart = batches { $0 % 2 == $1 % 2 ? 8 : 1 }
    let first = try tuned(nil, apart)
    #expect(first.inputScale == .section)
    #expect(try tuned(first, batches { $1 % 2 == 0 ? 8 : 1 }).inputScale == .training)
    let nowhere = apart.map { section in
      var section = section
      section.coordinates = nil
      return section
    }
    #expect(try tuned(nil, nowhere, without: [.linearOwn, .linearRings]).inputScale == .section)
    // An encoder that learns nothing sees sections as before.
    let regressions = try tuned(nil, apart, without: [.networkOwn, .transformer])
    #expect(regressions.inputScale == .training)
    #expect(regressions.tasks[0].experts[0].scale == .section)
  }

  /// A model taught by the first `count` cells of each category, renamed.
  private func tuned(
    _ section: CellSection, labelled count: Int, of names: [String]
  ) throws -> LabelTask {
    var section = section
    var left = [Int](repeating: count, count: names.count)
    section.labels[0] = LabelColumn(
      name: "label", categories: names,
      codes: section.labels[0].codes.map { code in
        left[Int(code)] -= 1
        return left[Int(code)] >= 0 ? code : -1
      })
    let (model, labelled, tasks) = try PlantedTissue.prepared([section])
    return try Finetuning(model, options: FinetuningOptions(epochs: 2, seed: 3), threads: 2)(
      labelled, tasks: tasks, vocabulary: model.vocabulary
    ).tasks[0]
  }

  @Test(
    "With one labelled cell of each category, what the names say tells how sure to be",
    arguments: [
      (["L1", "L2/3", "L5"], LabelNature.places), (["Astro", "Oligo", "Endo"], .types),
      (["this", "that", "other"], .unknown),
    ])
  func unvalidated(names: [String], nature: LabelNature) throws {
    let task = try tuned(PlantedTissue.scatteredTypes(seed: 6), labelled: 1, of: names)
    #expect(task.validation == nil)
    #expect(task.temperature == nature.temperature)
  }

  @Test("A few cells that are all told apart do not make confidence certain")
  func thinTemperature() throws {
    let task = try tuned(
      PlantedTissue.scatteredTypes(seed: 6), labelled: 8, of: ["this", "that", "other"])
    #expect(try #require(task.validation).accuracy > 0.9)
    #expect(task.temperature > 0.3)
  }

  @Test("Genes are hidden from panels, not from more than a thousand genes")
  func hiding() throws {
    func loss(genes: Int, hidden: Double) throws -> Double {
      let section = PlantedTissue.padded(PlantedTissue.scatteredTypes(seed: 6), genes: genes)
      let (model, labelled, _) = try PlantedTissue.prepared([section])
      var options = FinetuningOptions(epochs: 1, seed: 3)
      options.geneDropout = hidden
      let everything = [[Bool](repeating: true, count: section.cellCount)]
      return try FinetuningRun(
        model, sections: labelled, trains: everything, options: options, epochs: 1,
        workspace: Workspace<Float>(threads: 2)
      ).runEpoch()
    }
    #expect(try loss(genes: 1000, hidden: 0) != loss(genes: 1000, hidden: 0.9))
    #expect(try loss(genes: 1001, hidden: 0) == loss(genes: 1001, hidden: 0.9))
  }

  /// Rounds chosen by sections of two stripes, whose cells have the type that most of the stripe have at these rates.
  private func rounds(ofMost rates: [Double]) throws -> Int {
    let sections = rates.enumerated().map { index, rate in
      PlantedTissue.section(
        "section\(index)", rows: 24, columns: 24, types: 2, seed: UInt64(40 + index)
      ) { row, _, draw in
        draw < rate ? row / 6 % 2 : 1 - row / 6 % 2
      } label: { row, _, _ in
        row / 6 % 2
      }
    }
    let (model, labelled, tasks) = try PlantedTissue.prepared(sections)
    let options = FinetuningOptions(
      epochs: 1, seed: 3, without: [.linearRings, .networkOwn, .transformer, .graph])
    return try Finetuning(model, options: options, threads: 2)(
      labelled, tasks: tasks, vocabulary: model.vocabulary
    ).tasks[0].smoothing
  }

  @Test("Two sections that judge each other choose a smoother map only where either gains much")
  func smoothing() throws {
    #expect(try rounds(ofMost: [0.96, 0.96]) == 0)
    #expect(try rounds(ofMost: [0.75, 0.96]) == 0)
    #expect(try rounds(ofMost: [0.75, 0.75]) > 0)
    #expect(try rounds(ofMost: [0.96]) > 0)
    #expect(try rounds(ofMost: [0.96, 0.96, 0.96]) > 0)
  }

  @Test("What is done before networks are searched for is told, in the order in which it is done")
  func preparation() throws {
    let sections = (0..<4).map { batch in
      PlantedTissue.batch(
        "batch\(batch)", gain: Array(repeating: 1, count: 12), seed: UInt64(batch))
    }
    let (model, labelled, tasks) = try PlantedTissue.prepared(sections)
    var told: [String] = []
    _ = try Finetuning(model, options: FinetuningOptions(epochs: 1, seed: 3), threads: 2)(
      labelled, tasks: tasks, vocabulary: model.vocabulary,
      report: { event in
        switch event {
        case .split: told.append("split")
        case .preparing(.linearExperts(let round, let guesses)):
          told.append("regressions \(round)\(guesses ? " with guesses" : "")")
        case .preparing(.scaleOfEncoder(let scale, let epoch)):
          told.append("\(scale) \(epoch)")
        case .preparing(.graphNetwork(let fold, let folds)):
          told.append("graph \(fold) of \(folds)")
        default: break
        }
      })
    let rounds = told.count { $0.hasPrefix("regressions") }
    #expect(
      told == ["split"] + (1...max(1, rounds)).map { "regressions \($0)" }
        + ["training 1", "section 1"] + (1...4).map { "graph \($0) of 4" })
  }

  @Test("Where sections are seen on their own scale, networks know the types of a batch unlike any")
  func networksOfBatches() throws {
    func batch(_ number: Int, _ gain: (Int) -> Double) -> CellSection {
      PlantedTissue.batch(
        "batch\(number)", gain: (0..<PlantedTissue.genes).map(gain), seed: UInt64(number))
    }
    let sections = (0..<4).map { number in batch(number) { $0 % 2 == number % 2 ? 8 : 1 } }
    let (base, labelled, tasks) = try PlantedTissue.prepared(sections)
    var model = try Finetuning(base, options: FinetuningOptions(epochs: 8, seed: 3), threads: 2)(
      labelled, tasks: tasks, vocabulary: base.vocabulary)
    #expect(model.inputScale == .section)
    let kinds = [LabelExpert.Kind.networkOwn, .transformer]
    for kind in kinds {
      // Of batches kept apart, asked by models of the folds.
      let expert = try #require(model.tasks[0].experts.first { $0.kind == kind })
      #expect(try #require(expert.validation).accuracy > 0.9, "\(kind)")
    }
    let other = batch(9) { $0 % 2 == 0 ? 40 : 1 }
    let prepared = try PreparedSection(
      other, vocabulary: model.vocabulary, neighbours: 24, threads: 1)
    func accuracy(_ kind: LabelExpert.Kind) -> Double {
      for index in model.tasks[0].experts.indices {
        model.tasks[0].experts[index].weight =
          model.tasks[0].experts[index].kind == kind ? 1 : 0
      }
      let found = SectionAnnotation(prepared, model: model, in: Workspace<Float>(threads: 1))
      let codes = found.labels[0].best().codes
      return Double(zip(codes, other.labels[0].codes).count { $0 == $1 }) / Double(codes.count)
    }
    for kind in kinds {
      model.inputScale = .section
      let own = accuracy(kind)
      model.inputScale = .training
      let common = accuracy(kind)
      #expect(own > 0.9 && own > common + 0.1, "\(kind): \(own), \(common)")
    }
  }

  @Test("A scale is searched for after the penalty on the first, and must be clearly better")
  func linearSearch() {
    func chosen(own: Double) -> LinearInput {
      var search = LinearSearch([0.01, 0.1, 1], scales: [.training, .section])
      while let candidate = search.candidate {
        let peak = candidate.scale == .training ? 0.1 : 1
        let likelihood = (candidate.inversePenalty == peak ? 0 : -1)
        _ = search.judge(Double(likelihood) + (candidate.scale == .section ? own : 0))
      }
      return search.chosen
    }
    #expect(chosen(own: 0.1) == LinearInput(inversePenalty: 1, scale: .section))
    #expect(chosen(own: 0.01) == LinearInput(inversePenalty: 0.1, scale: .training))
    var unjudged = LinearSearch([0.01, 0.1, 1], scales: [.training, .section])
    _ = unjudged.judge(nil)
    #expect(unjudged.candidate == nil)
    #expect(unjudged.chosen == LinearInput(inversePenalty: 0.1))
  }

  @Test("The ladder of penalties is climbed to its peak from either side")
  func penalties() {
    let ladder = [0.01, 0.03, 0.1, 0.3, 1]
    for peak in ladder.indices {
      var search = PenaltySearch(ladder)
      var tried: [Double] = []
      while let candidate = search.candidate {
        tried.append(candidate)
        _ = search.judge(-abs(Double((ladder.firstIndex(of: candidate) ?? 0) - peak)))
      }
      #expect(search.chosen == ladder[peak])
      #expect(Set(tried).count == tried.count)
    }
  }

  @Test("Names of cells, and names that annotated files give another meaning, are not learned")
  func unusableLabels() throws {
    func refusal(_ categories: [String], key: String = "label", keys: [String]? = nil)
      -> TrainingError?
    {
      var section = PlantedTissue.scatteredTypes(seed: 1)
      let cells = section.labels[0].codes.count
      section.labels = [
        LabelColumn(
          name: key, categories: categories,
          codes: (0..<cells).map { Int32($0 % categories.count) })
      ]
      return #expect(throws: TrainingError.self) {
        try labelTasks(keys: keys ?? [key], sections: [section])
      }
    }
    #expect(
      refusal((0..<576).map { "cell \($0)" })
        == .namesOfCells(key: "label", categories: 576, cells: 576))
    for name in ["Unknown", "", ".", "..", "/a", "a/", "a//b"] {
      #expect(refusal(["T cell", name]) == .unusableName(key: "label", name: name))
    }
    #expect(refusal(["a", "b"], key: "a/b", keys: ["a/b", "other"]) == .unusableKey("a/b"))
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
