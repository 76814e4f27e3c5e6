import Autodiff
import CellTransformer
import SectionAnalysis

/// By how much a cell expresses a gene that its likely categories do not, of all genes the one where this is most.
///
/// `r = max_g (z_g − m_g) / √v_g` with `m_g = Σ_k p_k μ_kg` and `v_g = Σ_k p_k (σ²_kg + (μ_kg − m_g)²)`, the mean and the
/// variance of the gene in cells of which it is known only that they are of category k with probability `p_k`. A cell of a
/// type that nobody labelled is taken for one that it resembles; what gives it away may be a single gene, which a distance over
/// all genes drowns. Genes that it lacks count for nothing: most zeros are of counting.
package struct UnexplainedExpression {
  private let means: [Float]
  private let variances: [Float]
  /// The vocabulary's indices of the genes that are asked, those that the section measured and training knew.
  private let genes: [Int]
  /// The place of each gene of the vocabulary among `genes`, -1 where it is not asked.
  private let places: [Int32]

  /// A category so much less likely than the likeliest is not asked: it would move the mean by a thousandth of what sets
  /// categories apart.
  private static let leastRatio = 1e-3

  /// - Parameters:
  ///   - means: `μ`, `[categories, vocabulary]`.
  ///   - variances: `σ²`, the same; a gene is asked if it has one above 0 in every category.
  ///   - vocabulary: how many genes the model knows.
  ///   - measured: the vocabulary's indices of the section's genes.
  package init(means: [Float], variances: [Float], vocabulary: Int, measured: [Int32]) {
    precondition(
      means.count == variances.count,
      "UnexplainedExpression: \(means.count) means, \(variances.count) variances")
    let rows = 0..<means.count / vocabulary
    let genes = measured.map { Int($0) }.filter { gene in
      rows.allSatisfy { variances[$0 * vocabulary + gene] > 0 }
    }
    var places = [Int32](repeating: -1, count: vocabulary)
    for (place, gene) in genes.enumerated() { places[gene] = Int32(place) }
    self.genes = genes
    self.places = places
    self.means = rows.flatMap { row in genes.map { means[row * vocabulary + $0] } }
    self.variances = rows.flatMap { row in genes.map { variances[row * vocabulary + $0] } }
  }

  /// `r` of each cell, 0 where no gene is asked.
  ///
  /// - Parameters:
  ///   - input: what the cells express, nothing hidden.
  ///   - probabilities: of the categories, `[cells, categories]`.
  func values(
    _ input: TokenInput<Float>, probabilities: FeatureMatrix, in workspace: Workspace<Float>
  ) -> [Double] {
    let count = probabilities.rowCount
    guard !genes.isEmpty else { return [Double](repeating: 0, count: count) }
    let gain = input.gain
    var nothing = [Float](repeating: 0, count: genes.count)
    for (gene, value) in zip(input.panelShift.makeIndices(), input.panelShift.makeValues())
    where places[Int(gene)] >= 0 {
      nothing[Int(places[Int(gene)])] = -value / gain
    }
    let starts = input.expression.starts
    let (columns, expression) = (input.expression.makeIndices(), input.expression.makeValues())
    var values = [Double](repeating: 0, count: count)
    let size = 64
    values.withUnsafeMutableBufferPointer { values in
      let values = values
      workspace.loop(pieces: (count + size - 1) / size) { piece, _ in
        var expected = Expected(genes: genes.count)
        for cell in piece * size..<min(count, (piece + 1) * size) {
          var scores = nothing
          for entry in Int(starts[cell])..<Int(starts[cell + 1]) {
            let place = Int(places[Int(columns[entry])])
            if place >= 0 { scores[place] += expression[entry] / gain }
          }
          values[cell] = value(scores, Array(probabilities[row: cell]), &expected)
        }
      }
    }
    return values
  }

  /// `r` of one cell.
  ///
  /// - Parameters:
  ///   - scores: `z` of the genes that are asked.
  ///   - probabilities: of the categories.
  package func value(scores: [Float], probabilities: [Double]) -> Double {
    var expected = Expected(genes: genes.count)
    return value(scores, probabilities, &expected)
  }

  /// `m` and `v` of one cell, `[genes]` each.
  private struct Expected {
    var mean: [Float]
    var variance: [Float]

    init(genes: Int) {
      mean = [Float](repeating: 0, count: genes)
      variance = mean
    }
  }

  private func value(
    _ scores: [Float], _ probabilities: [Double], _ expected: inout Expected
  ) -> Double {
    let least = Self.leastRatio * (probabilities.max() ?? 0)
    let likely = probabilities.indices.filter { probabilities[$0] >= least }
    let total = likely.reduce(0) { $0 + probabilities[$1] }
    for gene in genes.indices {
      expected.mean[gene] = 0
      expected.variance[gene] = 0
    }
    for code in likely {
      let (share, start) = (Float(probabilities[code] / total), code * genes.count)
      for gene in genes.indices { expected.mean[gene] += share * means[start + gene] }
    }
    for code in likely {
      let (share, start) = (Float(probabilities[code] / total), code * genes.count)
      for gene in genes.indices {
        let gap = means[start + gene] - expected.mean[gene]
        expected.variance[gene] += share * (variances[start + gene] + gap * gap)
      }
    }
    var largest = -Float.infinity
    for gene in genes.indices {
      largest = max(
        largest, (scores[gene] - expected.mean[gene]) / expected.variance[gene].squareRoot())
    }
    // Profiles so large that nothing can be told of them are of a damaged model.
    return largest.isFinite ? Double(largest) : 0
  }
}
