import CellKnowledge
import Testing

@Suite("Resolving labels")
struct LabelResolverTests {
  let store: KnowledgeStore

  init() throws { store = try BuiltInStore.get() }

  @Test(
    "What a cell lacks does not name it",
    arguments: ["CD3- cells", "CD8-", "CD45-", "CD45 negative", "CD3⁻", "(CD4-)", "Plp1- cells"])
  func lacking(label: String) {
    #expect(store.resolve(label).term == nil)
    #expect(store.resolve(label).label == label)
  }

  @Test(
    "What it has beside what it lacks does",
    arguments: [
      ("CD4+CD8- T cells", "CD4 T cell"), ("CD45- fibroblasts", "fibroblast"),
      ("CD8 negative CD4 T", "CD4 T cell"),
    ])
  func lackingAndHaving(label: String, name: String) {
    #expect(store.resolve(label).term?.name == name)
  }

  @Test(
    "Labels as they are written elsewhere",
    arguments: [
      ("Inh PV-2", "Pvalb interneuron"), ("Pyramidal Cpeb4", "pyramidal neuron"),
      ("CD4 T", "CD4 T cell"), ("CD4+ T cells", "CD4 T cell"), ("CD8_T_cells", "CD8 T cell"),
      ("NK", "natural killer cell"), ("NK cells", "natural killer cell"),
      ("DC", "dendritic cell"), ("pDC", "plasmacytoid dendritic cell"),
      ("CAF", "cancer-associated fibroblast"), ("CAFs", "cancer-associated fibroblast"),
      ("Tregs", "regulatory T cell"), ("B-cells", "B cell"), ("T cells", "T cell"),
      ("Microglial cells", "microglia"), ("MICROGLIA", "microglia"),
      ("Oligodendrocytes", "oligodendrocyte"), ("OPCs", "oligodendrocyte precursor cell"),
      ("Oligodendrocyte progenitor cells", "oligodendrocyte precursor cell"),
      ("layer VI pyramidal neurons", "layer 6 pyramidal neuron"),
      ("Layer II/III excitatory neuron", "layer 2/3 pyramidal neuron"),
      ("Exc_L5", "layer 5 pyramidal neuron"), ("L5 ET", "layer 5 PT neuron"),
      ("neuron, excitatory", "excitatory neuron"), ("Exc neuron", "excitatory neuron"),
      ("Inh Sst", "Sst interneuron"), ("tumor cells", "malignant cell"),
      ("γδ T cells", "gamma-delta T cell"), ("naïve B cells", "naive B cell"),
      ("activated microglia", "microglia"), ("Astro3", "astrocyte"),
      ("Macrophages_2", "macrophage"), ("AT2", "type II pneumocyte"),
      ("alveolar type 2 cells", "type II pneumocyte"), ("Mast", "mast cell"),
      ("CL:0000128", "oligodendrocyte"), ("CL_0000128", "oligodendrocyte"),
      ("germinal center B cells", "germinal centre B cell"),
      ("endothelium", "endothelial cell"), ("DG granule cells", "dentate gyrus granule cell"),
    ])
  func known(label: String, name: String) {
    let found = store.resolve(label)
    #expect(found.term?.name == name, "by \(found.match)")
    #expect(found.confidence > 0.5)
  }

  @Test(
    "What cannot be told stays unresolved",
    arguments: [
      "", "   ", "-1", "7", "Cluster 3", "Unknown", "unassigned", "doublets", "Low quality",
      "NA", "nan", "None", "Other", "other cells", "T cell/B cell", "T cells and macrophages",
      "Astrocyte-Microglia doublet", "Fibroblast_Tumour", "non-neuronal", "non-T cells",
      "not an astrocyte", "Xyzzy", "XBP1 high", "Malat1+", "神经元", "🧠", "';DROP TABLE term;--",
      "Frobnicating cell", "B.cell.tumor", "C12orf65", "abc def ghi",
    ])
  func unknown(label: String) {
    let found = store.resolve(label)
    #expect(found.meaning == .unresolved, "\(found.name ?? "") by \(found.match)")
    #expect(found.confidence == 0)
  }

  @Test("What a label says beyond its meaning is told")
  func unaccounted() {
    #expect(store.resolve("Oligo.4").unaccounted == ["4"])
    #expect(store.resolve("Pyramidal Cpeb4").unaccounted == ["cpeb4"])
    #expect(store.resolve("Sst.Npy.Cort").unaccounted == ["npy", "cort"])
    #expect(store.resolve("L6 PT").unaccounted == ["pt"])
    #expect(store.resolve("microglia").unaccounted.isEmpty)
  }

  @Test("The surer the match, the higher the confidence")
  func confidence() {
    let labels = ["oligodendrocyte", "myelinating cell", "OL", "oligodendrocytes", "Oligo.1"]
    let found = labels.map { store.resolve($0) }
    #expect(found.map(\.match) == [.name, .synonym, .abbreviation, .normalised, .numbered])
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.confidence > $1.confidence })
  }

  @Test("The tissue decides what an abbreviation of several meanings means")
  func ambiguous() {
    let alone = store.resolve("PC")
    #expect(alone.match == .ambiguous && alone.meaning == .unresolved)
    #expect(Set(alone.candidates.map(\.name)) == ["pyramidal neuron", "plasma cell"])
    #expect(store.resolve("PC", tissue: .brain).name == "pyramidal neuron")
    #expect(store.resolve("PC", tissue: .immune).name == "plasma cell")
  }

  @Test("The other labels of a data set tell the tissue")
  func company() {
    #expect(store.resolve(["PC", "Oligo", "Astro"])[0].name == "pyramidal neuron")
    #expect(store.resolve(["PC", "CD8 T", "B cell"])[0].name == "plasma cell")
    #expect(store.resolve(["PC"])[0].match == .ambiguous)
  }

  @Test("An unresolved label comes with the three nearest terms")
  func candidates() {
    let found = store.resolve("Frobnicating astrocyte neuron")
    #expect(found.meaning == .unresolved && found.candidates.count == 3)
    #expect(zip(found.candidates, found.candidates.dropFirst()).allSatisfy { $0.score >= $1.score })
    #expect(found.candidates.contains { $0.name == "astrocyte" })
  }

  @Test("A label of a megabyte is answered")
  func huge() {
    let label = String(repeating: "astrocyte ", count: 100_000)
    #expect(store.resolve(label).confidence <= 0.9)
    #expect(store.resolve(String(repeating: "x", count: 1_000_000)).meaning == .unresolved)
    #expect(store.resolveRegion(String(repeating: "a/", count: 500_000)).meaning == .unresolved)
  }
}
