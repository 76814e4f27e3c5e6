/// Which genes each panel measures.
///
/// Every third gene is on all panels; every other one is on one or two of them. With one panel all
/// genes are on it.
struct GenePanels {
  /// The genes of each panel, ascending, `[panels][genes of the panel]`.
  let genes: [[Int]]

  init(geneCount: Int, panelCount: Int) {
    genes = (0..<panelCount).map { panel in
      (0..<geneCount).filter { gene in
        let isCore = gene % 3 == 0
        let place = gene - gene / 3
        return isCore || place % panelCount == panel || place / panelCount % panelCount == panel
      }
    }
  }
}
