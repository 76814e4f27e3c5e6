import CellSections
import SectionSimulator
import Testing

@Suite struct SimulatedCortexTests {
  @Test func `the same recipe gives the same sections, another seed other ones`() throws {
    let recipe = SimulationRecipe(cells: 300, genes: 50, sections: 2, seed: 5)
    #expect(try simulate(recipe) == simulate(recipe))
    var other = recipe
    other.seed = 6
    #expect(try simulate(recipe)[0].counts != simulate(other)[0].counts)
    #expect(try simulate(recipe)[0].coordinates != simulate(recipe)[1].coordinates)
  }

  @Test func `a section does not depend on how many others are asked for`() throws {
    let few = SimulationRecipe(cells: 200, genes: 40, sections: 1, seed: 9)
    let many = SimulationRecipe(cells: 200, genes: 40, sections: 3, seed: 9)
    #expect(try simulate(few)[0] == simulate(many)[0])
    #expect(try SimulatedCortex(many).section(2) == simulate(many)[2])
  }

  @Test(arguments: [1, 7, 100, 3_001])
  func `there are as many cells as asked for, each with its own name`(cells: Int) throws {
    let section = try simulate(SimulationRecipe(cells: cells, genes: 30))[0]
    #expect(section.cellCount == cells)
    #expect(Set(section.cellIDs).count == cells)
    #expect(section.coordinates?.unit == .microns)
    #expect(section.label("region") != nil && section.label("cell_type") != nil)
  }

  @Test func `genes are real markers first, and the first are the same for any number`() throws {
    let short = ExpressionAtlas(geneCount: 40)
    let long = ExpressionAtlas(geneCount: 400)
    #expect(short.geneNames == Array(long.geneNames.prefix(40)))
    #expect(short.dispersions == Array(long.dispersions.prefix(40)))
    #expect(Set(long.geneNames).count == 400)
    for marker in ["Slc17a7", "Gad1", "Cux2", "Rorb", "Foxp2", "Mbp", "Cldn5"] {
      #expect(short.geneNames.contains(marker))
    }
  }

  @Test func `bodies keep apart, and the tissue has the density it should`() throws {
    let section = try simulate(SimulationRecipe(cells: 3_000, genes: 20))[0]
    let places = try #require(section.coordinates)
    let nearest = NeighbourGraph.nearest(1, of: places).distances
    // The lattice leaves 0.26 of its spacing of 13.8 µm.
    #expect(try #require(nearest.min()) > 3.6)
    let spacing = try #require(places.medianNearestDistance())
    #expect(spacing > 8 && spacing < 16)
  }

  @Test func `types live in their niches`() throws {
    let section = try simulate(SimulationRecipe(cells: 6_000, genes: 20))[0]
    let types = try #require(section.label("cell_type"))
    let regions = try #require(section.label("region"))
    /// The share of a type's cells that lie in a layer.
    func share(of type: String, in region: String) -> Double {
      let cells = types.codes.indices.filter { types[$0] == type }
      return Double(cells.count { regions[$0] == region }) / Double(cells.count)
    }
    #expect(share(of: "L2/3 IT", in: "L2/3") > 0.95)
    #expect(share(of: "L4 IT", in: "L4") > 0.9)
    #expect(share(of: "L5 ET", in: "L5") > 0.95)
    #expect(share(of: "L6 CT", in: "L6") > 0.95)
    #expect(share(of: "Oligo", in: "WM") > 0.3)
    #expect(share(of: "Micro", in: "WM") < 0.25)
    for name in types.categories {
      #expect(types.codes.contains { types.categories[Int($0)] == name }, "no \(name)")
    }
  }

  @Test func `markers mark: their type has more of them than the other types`() throws {
    let section = try simulate(SimulationRecipe(cells: 4_000, genes: 60))[0]
    let types = try #require(section.label("cell_type"))
    func mean(_ gene: String, in isWanted: (String) -> Bool) throws -> Double {
      let column = try #require(section.genes.firstIndex { $0.name == gene })
      let cells = types.codes.indices.filter { types[$0].map(isWanted) ?? false }
      let total = cells.reduce(0) { sum, cell in
        section.counts.entries(of: cell).reduce(sum) {
          Int(section.counts.columns[$1]) == column ? $0 + Int(section.counts.values[$1]) : $0
        }
      }
      return Double(total) / Double(cells.count)
    }
    let pairs = [
      ("Pvalb", "Pvalb"), ("Vip", "Vip"), ("Mbp", "Oligo"), ("C1qa", "Micro"), ("Cldn5", "Endo"),
    ]
    for (gene, type) in pairs {
      let inside = try mean(gene) { $0 == type }
      let outside = try mean(gene) { $0 != type }
      #expect(inside > 8 * outside, "\(gene) in \(type): \(inside), elsewhere \(outside)")
    }
  }

  @Test func `mislabelled cells are as many as asked for, and everything else stays`() throws {
    var recipe = SimulationRecipe(cells: 1_000, genes: 30, seed: 3)
    let clean = try simulate(recipe)[0]
    recipe.mislabelled = 0.3
    let noisy = try simulate(recipe)[0]
    let given = try #require(noisy.label("cell_type"))
    let truth = try #require(noisy.label("cell_type_true"))
    #expect(truth.codes == clean.label("cell_type")?.codes)
    #expect(clean.label("cell_type_true") == nil)
    #expect(zip(given.codes, truth.codes).count { $0 != $1 } == 300)
    #expect(noisy.counts == clean.counts && noisy.coordinates == clean.coordinates)
  }

  @Test func `panels overlap, differ, and together measure every gene`() throws {
    let sections = try simulate(SimulationRecipe(cells: 50, genes: 90, sections: 4, panels: 3))
    let panels = sections.map { Set($0.genes) }
    #expect(panels[0] == panels[3])
    #expect(panels[0] != panels[1] && panels[1] != panels[2])
    #expect(panels[0].intersection(panels[1]).intersection(panels[2]).count >= 30)
    #expect(panels.reduce(Set()) { $0.union($1) }.count == 90)
  }

  @Test func `a recipe that makes no section is refused with what to change`() {
    let refused: [(SimulationRecipe, SimulationError.Reason)] = [
      (SimulationRecipe(cells: 0), .noCells),
      (SimulationRecipe(sections: 0), .noSections),
      (SimulationRecipe(cells: .max), .tooManyCells),
      (SimulationRecipe(sections: .max), .tooManyCells),
      (SimulationRecipe(sections: 1, panels: 2), .panelsBeyondSections),
      (SimulationRecipe(sections: 1, panels: 0), .panelsBeyondSections),
      (SimulationRecipe(genes: 1), .tooFewGenes),
      (SimulationRecipe(genes: .max), .tooManyGenes),
      (SimulationRecipe(mislabelled: 1.5), .mislabelledNotAShare),
      (SimulationRecipe(mislabelled: .nan), .mislabelledNotAShare),
    ]
    for (recipe, reason) in refused {
      let error = #expect(throws: SimulationError.self) { try simulate(recipe) }
      #expect(error?.reason == reason)
      #expect(error?.description.hasPrefix("simulation: ") == true)
    }
  }
}
