/// Where a cell lies, as far as it decides what kind of cell it may be.
struct Niche {
  var layer: CorticalLayer
  /// How far down within the layer, 0...1.
  var depthInLayer: Double
  /// Within a few µm of the pia.
  var isAtPia: Bool
  /// Within a few µm of a penetrating vessel.
  var isAtVessel: Bool

  /// How often each type occurs here, `[types]`, relative.
  ///
  /// Proportions after the densities of the mouse cortex (Keller et al. 2018; Yao et al. 2021),
  /// simplified: what counts is that sibling types hardly share a layer.
  func composition() -> [Double] {
    var weights = CellKind.allCases.map { layerWeight($0) }
    func scale(_ kind: CellKind, by factor: Double) { weights[kind.rawValue] *= factor }
    if layer == .layer6, depthInLayer > 0.85 {
      weights[CellKind.subplate.rawValue] = 45
      scale(.corticothalamic, by: 0.4)
      scale(.lowestIT, by: 0.4)
    }
    if isAtPia { weights[CellKind.fibroblast.rawValue] = 90 }
    if isAtVessel {
      for index in weights.indices { weights[index] *= 0.4 }
      scale(.endothelium, by: 20)
      scale(.mural, by: 20)
      weights[CellKind.fibroblast.rawValue] += 4
    }
    return weights
  }

  /// The weight of a type in this layer away from pia and vessels; a column sums to about 100.
  private func layerWeight(_ kind: CellKind) -> Double {
    // L1, L2/3, L4, L5, L6, WM
    let weights: [Double] =
      switch kind {
      case .upperIT: [0, 54, 1, 0, 0, 0]
      case .granularIT: [0, 1, 58, 1, 0, 0]
      case .deepIT: [0, 0, 1, 34, 1, 0]
      case .extratelencephalic: [0, 0, 0, 20, 0.5, 0]
      case .lowestIT: [0, 0, 0, 1, 20, 0]
      case .corticothalamic: [0, 0, 0, 0.5, 36, 0]
      case .subplate: [0, 0, 0, 0, 1, 0.5]
      case .pvalb: [0, 4, 7, 6, 4, 0]
      case .upperSst: [0, 4, 0.5, 0, 0, 0]
      case .deepSst: [0, 0, 1.5, 6, 4, 0]
      case .vip: [2, 6, 2, 1, 1, 0]
      case .lamp5: [20, 3, 0.5, 0, 0, 0]
      case .deepLamp5: [0, 0, 0, 1, 3, 0]
      case .astrocyte: [8, 10, 9, 9, 9, 1]
      case .fibrousAstrocyte: [28, 0.5, 0, 0, 0.5, 20]
      case .oligodendrocyte: [1, 2, 4, 6, 9, 60]
      case .precursor: [6, 4, 4, 4, 4, 7]
      case .microglia: [8, 5, 5, 5, 5, 6]
      case .endothelium: [7, 4, 4, 4, 4, 3]
      case .mural: [3, 1.5, 1.5, 1.5, 1.5, 1]
      case .fibroblast: [2, 0.2, 0.2, 0.2, 0.2, 0.2]
      }
    return weights[layer.rawValue]
  }
}
