import SectionAnalysis

/// Learns from a section's own cells what its types look like, beginning with the cells that evidence is surest of.
///
/// Each round: the most confident share of each type's cells → class-balanced logistic regression `Q` on features →
/// `P ∝ Q · P0^a`. Source: Yarowsky 1995, "Unsupervised word sense disambiguation rivaling supervised methods".
struct SelfTraining {
  var rounds: Int
  var confidentShare: Double
  var fewestCells: Int
  var mostCells: Int
  var inversePenalty: Double
  var evidencePower: Double

  init(_ options: ZeroShotOptions, isSmallPanel: Bool) {
    rounds = isSmallPanel ? options.roundsOnSmallPanels : options.rounds
    confidentShare = options.confidentShare
    fewestCells = options.fewestCells
    mostCells = options.mostCells
    inversePenalty = options.inversePenalty
    evidencePower = options.evidencePower
  }

  /// The probabilities after the last round, `[cells, types]`.
  ///
  /// A type that no cell was most probable of stays out. With one type left, nothing can be learned, and the
  /// evidence stands as it is.
  /// - Parameters:
  ///   - evidence: the logarithms of `P0`, up to a constant of each cell, `[cells, types]`.
  ///   - features: `[cells, columns]`.
  func callAsFunction(evidence: FeatureMatrix, features: FeatureMatrix) throws -> FeatureMatrix {
    var probabilities = evidence.softmax()
    for _ in 0..<rounds {
      let labels = confidentCells(probabilities)
      guard Set(labels).subtracting([-1]).count > 1 else { break }
      let classifier = try LogisticRegression(
        features, labels: labels, classCount: evidence.columnCount,
        options: .init(
          inversePenalty: inversePenalty, classWeighting: .balanced, standardizes: false,
          maximumIterations: 300))
      let logits = classifier.logits(features)
      var joint = FeatureMatrix(rowCount: evidence.rowCount, columnCount: logits.columnCount)
      for cell in 0..<evidence.rowCount {
        for (place, type) in classifier.trainedClasses.enumerated() {
          joint[cell, place] = logits[cell, place] + evidencePower * evidence[cell, type]
        }
      }
      let trained = joint.softmax()
      probabilities = FeatureMatrix(rowCount: evidence.rowCount, columnCount: evidence.columnCount)
      for cell in 0..<evidence.rowCount {
        for (place, type) in classifier.trainedClasses.enumerated() {
          probabilities[cell, type] = trained[cell, place]
        }
      }
    }
    return probabilities
  }

  /// The type of each cell that the next round learns from, -1 for the others.
  private func confidentCells(_ probabilities: FeatureMatrix) -> [Int32] {
    let best = probabilities.largestColumns()
    let confidence = probabilities.largestValues()
    var cells = [[Int]](repeating: [], count: probabilities.columnCount)
    for (cell, type) in best.enumerated() where type >= 0 { cells[Int(type)].append(cell) }
    var labels = [Int32](repeating: -1, count: best.count)
    for (type, own) in cells.enumerated() {
      let share = Int((confidentShare * Double(own.count)).rounded())
      let count = min(max(share, fewestCells), mostCells)
      let sure = own.sorted {
        confidence[$0] != confidence[$1] ? confidence[$0] > confidence[$1] : $0 < $1
      }
      for cell in sure.prefix(count) { labels[cell] = Int32(type) }
    }
    return labels
  }
}
