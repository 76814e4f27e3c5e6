import Autodiff
import CellSections
import ParallelLoops

/// How often chance gives a region as large as one that was found.
///
/// The cells of each section change places, with all that is known of them; what follows from where they lie (means of
/// neighbourhoods, who is near to whom, which cells are of a region) follows anew. The places, the deviations that are
/// the unit of scores and the threshold stay. `p = (1 + #{permutations whose largest component has as much mass}) / (1 + N)`:
/// comparing with the largest of each permutation corrects for the many regions there could have been (Nichols and
/// Holmes 2002, cluster mass). A small p says that cells that fit lie together, and not where or why.
struct PermutationTest: Sendable {
  /// The largest masses under chance, ascending, `[permutations]`.
  private let largest: [Double]
  private static let rounding = 1e-9

  /// Complexity: O(permutations · cells · neighbourhood), divided among threads.
  init(
    _ scored: TermField, search: RegionSearch, permutations: Int, seed: UInt64, threads: Int
  ) {
    let scored = scored.onThreads(1)
    largest = mapPieces(count: permutations, threads: threads) { number in
      var generator = SeededGenerator(seed: seed, path: [11, UInt64(number)])
      var cells: [Int] = []
      for range in scored.field.ranges {
        var own = Array(range)
        own.shuffle(using: &generator)
        cells += own
      }
      return search.largestMass(of: scored.scores(permutedBy: cells))
    }.sorted()
  }

  /// The p-value of a component of this mass.
  func probability(ofMass mass: Double) -> Double {
    // Where neighbourhoods cover a section, every permutation has the same means, but for how sums are rounded.
    let least = mass - Self.rounding * max(1, abs(mass))
    let asLarge = largest.count { $0 >= least }
    return Double(1 + asLarge) / Double(1 + largest.count)
  }
}
