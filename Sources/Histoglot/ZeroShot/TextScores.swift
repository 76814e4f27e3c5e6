import SectionAnalysis

extension CellTextVectors {
  /// How well the cells of each section fit each text, `u · v`, per section `[cells, texts]`.
  public func scores(of texts: [String]) throws -> [FeatureMatrix] {
    let vectors = try ofTexts(texts)
    precondition(
      vectors.count == texts.count * width,
      "CellTextVectors: \(vectors.count) numbers for \(texts.count) texts of \(width)")
    return cells.map { cells in
      let count = cells.count / width
      var scores = FeatureMatrix(rowCount: count, columnCount: texts.count)
      for cell in 0..<count {
        for text in texts.indices {
          var sum: Float = 0
          for place in 0..<width {
            sum += cells[cell * width + place] * vectors[text * width + place]
          }
          scores[cell, text] = Double(sum)
        }
      }
      return scores
    }
  }
}
