/// The cell types of the simulated cortex.
///
/// Names follow the Allen Institute's subclasses of mouse cortex (Yao et al. 2021, "A taxonomy of
/// transcriptomic cell types across the isocortex and hippocampal formation").
enum CellKind: Int, CaseIterable {
  case upperIT
  case granularIT
  case deepIT
  case extratelencephalic
  case lowestIT
  case corticothalamic
  case subplate
  case pvalb
  case upperSst
  case deepSst
  case vip
  case lamp5
  case deepLamp5
  case astrocyte
  case fibrousAstrocyte
  case oligodendrocyte
  case precursor
  case microglia
  case endothelium
  case mural
  case fibroblast

  /// What stands in `obs['cell_type']`.
  var name: String {
    switch self {
    case .upperIT: "L2/3 IT"
    case .granularIT: "L4 IT"
    case .deepIT: "L5 IT"
    case .extratelencephalic: "L5 ET"
    case .lowestIT: "L6 IT"
    case .corticothalamic: "L6 CT"
    case .subplate: "L6b"
    case .pvalb: "Pvalb"
    case .upperSst: "Sst Calb2"
    case .deepSst: "Sst Hpse"
    case .vip: "Vip"
    case .lamp5: "Lamp5"
    case .deepLamp5: "Lamp5 Lhx6"
    case .astrocyte: "Astro"
    case .fibrousAstrocyte: "Astro fibrous"
    case .oligodendrocyte: "Oligo"
    case .precursor: "OPC"
    case .microglia: "Micro"
    case .endothelium: "Endo"
    case .mural: "Mural"
    case .fibroblast: "VLMC"
    }
  }

  /// The class a type belongs to; types of one class share most of their expression.
  var lineage: CellLineage {
    switch self {
    case .upperIT, .granularIT, .deepIT, .lowestIT: .intratelencephalic
    case .extratelencephalic, .corticothalamic: .deepProjection
    case .subplate: .subplate
    case .pvalb: .pvalb
    case .upperSst, .deepSst: .sst
    case .vip: .vip
    case .lamp5, .deepLamp5: .lamp5
    case .astrocyte, .fibrousAstrocyte: .astrocytic
    case .oligodendrocyte: .oligodendrocyte
    case .precursor: .precursor
    case .microglia: .microglia
    case .endothelium: .endothelium
    case .mural: .mural
    case .fibroblast: .fibroblast
    }
  }

  /// Transcripts caught in a cell of this type, relative to an IT neuron.
  var relativeSize: Double {
    switch lineage {
    case .intratelencephalic, .subplate: 1
    case .deepProjection: 1.15
    case .pvalb, .sst: 1
    case .vip, .lamp5: 0.8
    case .astrocytic, .oligodendrocyte: 0.65
    case .precursor, .fibroblast: 0.6
    case .microglia, .endothelium, .mural: 0.5
    }
  }
}

/// Types that are near alike in expression and told apart by where they live.
enum CellLineage: Int, CaseIterable {
  case intratelencephalic
  case deepProjection
  case subplate
  case pvalb
  case sst
  case vip
  case lamp5
  case astrocytic
  case oligodendrocyte
  case precursor
  case microglia
  case endothelium
  case mural
  case fibroblast

  /// The broad family, which background genes follow.
  var family: CellFamily {
    switch self {
    case .intratelencephalic, .deepProjection, .subplate: .excitatory
    case .pvalb, .sst, .vip, .lamp5: .inhibitory
    case .astrocytic, .oligodendrocyte, .precursor: .glial
    case .microglia: .immune
    case .endothelium, .mural, .fibroblast: .vascular
    }
  }
}

/// The broad families of cortical cells.
enum CellFamily: Int, CaseIterable {
  case excitatory
  case inhibitory
  case glial
  case immune
  case vascular
}

/// The layers of the cortex and the white matter below it, from the pia down.
enum CorticalLayer: Int, CaseIterable {
  case layer1
  case layer23
  case layer4
  case layer5
  case layer6
  case whiteMatter

  /// What stands in `obs['region']`.
  var name: String {
    switch self {
    case .layer1: "L1"
    case .layer23: "L2/3"
    case .layer4: "L4"
    case .layer5: "L5"
    case .layer6: "L6"
    case .whiteMatter: "WM"
    }
  }

  /// Where the layer ends, as a share of the depth from pia to the bottom of the white matter.
  var meanEnd: Double {
    switch self {
    case .layer1: 0.10
    case .layer23: 0.33
    case .layer4: 0.47
    case .layer5: 0.68
    case .layer6: 0.88
    case .whiteMatter: 1
    }
  }

  /// Cells per area, relative to layer 2/3.
  var density: Double {
    switch self {
    case .layer1: 0.7
    case .layer23: 1
    case .layer4: 1.15
    case .layer5: 0.85
    case .layer6: 1
    case .whiteMatter: 0.95
    }
  }
}
