/// A marker gene and how strongly each type expresses it.
struct MarkerGene {
  var name: String
  /// Expected transcripts in a cell of ordinary size, where it is expressed; about 0.05 elsewhere.
  var levels: [(kinds: [CellKind], level: Double)]

  init(_ name: String, _ levels: ([CellKind], Double)...) {
    self.name = name
    self.levels = levels.map { (kinds: $0.0, level: $0.1) }
  }
}

/// Real marker genes of mouse cortical cells, the most telling first.
///
/// After Tasic et al. 2018, "Shared and distinct transcriptomic cell types across neocortical
/// areas", and Zeisel et al. 2018, "Molecular architecture of the mouse nervous system"; the levels
/// are round numbers, not measurements.
enum MarkerGenes {
  private static let it: [CellKind] = [.upperIT, .granularIT, .deepIT, .lowestIT]
  private static let deep: [CellKind] = [.extratelencephalic, .corticothalamic]
  private static let excitatory = it + deep + [.subplate]
  private static let inhibitory: [CellKind] = [
    .pvalb, .upperSst, .deepSst, .vip, .lamp5, .deepLamp5,
  ]
  private static let sst: [CellKind] = [.upperSst, .deepSst]
  private static let lamp5: [CellKind] = [.lamp5, .deepLamp5]
  private static let neurons = excitatory + inhibitory
  private static let astrocytes: [CellKind] = [.astrocyte, .fibrousAstrocyte]

  static let all: [MarkerGene] = [
    MarkerGene("Slc17a7", (excitatory, 8)),
    MarkerGene("Gad1", (inhibitory, 7)),
    MarkerGene("Cux2", ([.upperIT], 4), ([.granularIT], 3), ([.deepIT, .lowestIT], 0.6)),
    MarkerGene(
      "Rorb", ([.granularIT], 5), ([.deepIT], 2.5), ([.upperIT], 0.8), ([.lowestIT], 0.6)),
    MarkerGene(
      "Fezf2", ([.extratelencephalic], 5), ([.corticothalamic], 1.5), ([.deepIT], 1.2),
      ([.upperIT, .granularIT, .lowestIT], 0.2)),
    MarkerGene("Foxp2", ([.corticothalamic], 5), ([.extratelencephalic], 0.8)),
    MarkerGene("Pvalb", ([.pvalb], 8)),
    MarkerGene("Sst", (sst, 9)),
    MarkerGene("Vip", ([.vip], 8)),
    MarkerGene("Lamp5", (lamp5, 7), ([.upperIT], 1.2)),
    MarkerGene("Aqp4", (astrocytes, 5)),
    MarkerGene("Mbp", ([.oligodendrocyte], 12)),
    MarkerGene("Plp1", ([.oligodendrocyte], 10), ([.precursor], 1)),
    MarkerGene("Pdgfra", ([.precursor], 6), ([.fibroblast], 1.5)),
    MarkerGene("C1qa", ([.microglia], 6)),
    MarkerGene("Cldn5", ([.endothelium], 7)),
    MarkerGene("Flt1", ([.endothelium], 6)),
    MarkerGene("Vtn", ([.mural], 6)),
    MarkerGene("Acta2", ([.mural], 4)),
    MarkerGene("Dcn", ([.fibroblast], 8)),
    MarkerGene("Otof", ([.upperIT], 2), ([.granularIT, .deepIT, .lowestIT], 0.3)),
    MarkerGene(
      "Rspo1", ([.granularIT], 2.5), ([.upperIT, .deepIT], 0.4), ([.lowestIT], 0.2)),
    MarkerGene(
      "Deptor", ([.deepIT], 3), ([.lowestIT], 0.8), ([.upperIT, .granularIT], 0.4)),
    MarkerGene(
      "Osr1", ([.lowestIT], 2.5), ([.deepIT], 0.6), ([.upperIT, .granularIT], 0.2)),
    MarkerGene("Bcl11b", ([.extratelencephalic], 5), ([.corticothalamic], 2.5), (inhibitory, 0.8)),
    MarkerGene("Tle4", ([.corticothalamic], 5), ([.extratelencephalic], 2), ([.subplate], 2)),
    MarkerGene("Ccn2", ([.subplate], 7)),
    MarkerGene("Cplx3", ([.subplate], 5), (lamp5, 2)),
    MarkerGene("Slc32a1", (inhibitory, 4)),
    MarkerGene("Gad2", (inhibitory, 6)),
    MarkerGene("Calb2", ([.upperSst], 3), ([.deepSst], 0.3), ([.vip], 2.5)),
    MarkerGene("Hpse", ([.deepSst], 2.5), ([.upperSst], 0.4)),
    MarkerGene("Lhx6", ([.deepLamp5], 2.5), ([.lamp5], 0.3), ([.pvalb] + sst, 2)),
    MarkerGene("Ndnf", ([.lamp5], 3), ([.deepLamp5], 0.5)),
    MarkerGene("Gfap", ([.fibrousAstrocyte], 5), ([.astrocyte], 0.5)),
    MarkerGene("Mfge8", ([.astrocyte], 4), ([.fibrousAstrocyte], 1.2), ([.mural], 1)),
    MarkerGene("Gja1", (astrocytes, 5)),
    MarkerGene("Mog", ([.oligodendrocyte], 5)),
    MarkerGene("Cspg4", ([.precursor], 4), ([.mural], 1)),
    MarkerGene("Cx3cr1", ([.microglia], 5)),
    MarkerGene("Rgs5", ([.mural], 6)),
    MarkerGene("Col1a1", ([.fibroblast], 7)),
    MarkerGene("Satb2", (it, 4), (deep, 1.5)),
    MarkerGene("Neurod6", (it, 5), (deep, 2.5), ([.subplate], 1)),
    MarkerGene("Calb1", ([.upperIT], 2.5), ([.granularIT], 0.8), ([.deepIT, .lowestIT], 0.4)),
    MarkerGene("Cux1", ([.upperIT], 2.5), ([.granularIT], 2.2), ([.deepIT], 1), ([.lowestIT], 0.8)),
    MarkerGene("Scnn1a", ([.granularIT], 2), ([.upperIT, .deepIT, .lowestIT], 0.2)),
    MarkerGene("Etv1", ([.deepIT], 3), ([.lowestIT], 1), ([.granularIT], 0.6), ([.upperIT], 0.3)),
    MarkerGene("Sulf1", ([.lowestIT], 2), ([.deepIT], 0.5), ([.upperIT, .granularIT], 0.2)),
    MarkerGene("Syt6", ([.corticothalamic], 3), ([.extratelencephalic], 0.4)),
    MarkerGene("Pou3f1", ([.extratelencephalic], 3), ([.corticothalamic], 0.6)),
    MarkerGene("Hs3st4", ([.corticothalamic], 4), ([.extratelencephalic], 1), ([.subplate], 2)),
    MarkerGene("Nxph4", ([.subplate], 4)),
    MarkerGene("Erbb4", (inhibitory, 4)),
    MarkerGene("Npy", (lamp5, 3), (sst, 2)),
    MarkerGene("Reln", ([.lamp5], 3), ([.deepLamp5], 1), (sst, 1.5)),
    MarkerGene("Tac1", ([.pvalb], 2.5)),
    MarkerGene("Crh", ([.vip], 2), ([.upperSst], 0.6), ([.deepSst], 0.8)),
    MarkerGene("Chodl", ([.deepSst], 1), ([.upperSst], 0.4)),
    MarkerGene("Slc1a3", (astrocytes, 6), ([.precursor], 1)),
    MarkerGene("Aldh1l1", ([.astrocyte], 3), ([.fibrousAstrocyte], 2)),
    MarkerGene(
      "Id3", ([.fibrousAstrocyte], 2.5), ([.astrocyte], 0.6), ([.endothelium, .mural], 2)),
    MarkerGene("Mag", ([.oligodendrocyte], 5)),
    MarkerGene("Opalin", ([.oligodendrocyte], 4)),
    MarkerGene("Olig1", ([.oligodendrocyte], 2), ([.precursor], 4)),
    MarkerGene("Csf1r", ([.microglia], 5)),
    MarkerGene("P2ry12", ([.microglia], 4)),
    MarkerGene("Pecam1", ([.endothelium], 4)),
    MarkerGene("Tagln", ([.mural], 3)),
    MarkerGene("Lum", ([.fibroblast], 4)),
    MarkerGene("Snap25", (neurons, 9)),
    MarkerGene("Rbfox3", (neurons, 4)),
    MarkerGene("Meg3", (neurons, 8)),
    MarkerGene("Camk2a", (it, 7), (deep, 5), ([.subplate], 3)),
    MarkerGene("Nrgn", (it, 6), (deep, 4), ([.subplate], 2)),
    MarkerGene("Rasgrf2", ([.upperIT], 2), ([.granularIT, .deepIT], 0.6), ([.lowestIT], 0.4)),
    MarkerGene("Whrn", ([.granularIT], 1.5), ([.upperIT, .deepIT, .lowestIT], 0.3)),
    MarkerGene("Parm1", ([.deepIT], 2), (deep, 1), ([.upperIT, .granularIT, .lowestIT], 0.5)),
    MarkerGene("Oprk1", ([.lowestIT], 1.5), ([.subplate], 1), ([.deepIT], 0.3)),
    MarkerGene("Crym", ([.extratelencephalic], 3), ([.corticothalamic], 1.5)),
    MarkerGene("Ntng2", ([.corticothalamic], 2), ([.subplate], 2), ([.extratelencephalic], 0.8)),
    MarkerGene("Kcnc2", ([.pvalb], 3), (sst, 1)),
    MarkerGene("Adarb2", ([.vip] + lamp5, 4)),
    MarkerGene("Sox10", ([.oligodendrocyte, .precursor], 3)),
    MarkerGene("Cnr1", ([.vip], 2), (inhibitory, 0.6)),
  ]

  /// Genes that follow a cell's recent activity and tell nothing of its type or place.
  static let activity = ["Fos", "Arc", "Egr1", "Junb", "Nr4a1", "Npas4", "Dusp1", "Btg2"]

  /// Genes that most cells express, in differing amounts.
  static let housekeeping = [
    "Actb", "Gapdh", "Malat1", "Tubb3", "Ubb", "Eef1a1", "Rpl13a", "Rps18", "Ppia", "Hsp90ab1",
    "Tubb2a", "Calm1", "Calm2", "Ckb", "Aldoa", "Atp1b1", "Atp5b", "Cox4i1", "Cox6a1", "Cycs",
    "Dynll1", "Eef2", "Eno1", "Fth1", "Ftl1", "Gnas", "Hnrnpa2b1", "Hprt", "Hspa8", "Itm2b",
    "Ldhb", "Map1a", "Map1b", "Mdh1", "Ndufa4", "Nap1l5", "Oaz1", "Pgk1", "Pgrmc1", "Pkm",
    "Psap", "Rab2a", "Rpl32", "Rplp0", "Rps3", "Scd2", "Sdha", "Selenow", "Sparcl1", "Stmn1",
    "Tbp", "Tmsb4x", "Tpt1", "Tuba1a", "Uba52", "Uchl1", "Vdac1", "Ywhae", "Ywhaz", "Zwint",
  ]
}
