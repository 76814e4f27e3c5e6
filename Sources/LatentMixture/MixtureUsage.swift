import Autodiff

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How alive a mixture is, gathered over cells.
public struct MixtureUsage: Sendable, Equatable, Codable {
  public let components: Int
  private var sumOfResponsibilities: [Double]
  private var sumOfEntropies = 0.0
  private var sumOfDivergences = 0.0
  private var cells = 0.0

  public init(components: Int) {
    self.components = components
    sumOfResponsibilities = [Double](repeating: 0, count: components)
  }

  /// Whether this, read from a file, is of a mixture of so many components.
  public func isSound(components: Int) -> Bool {
    self.components == components && sumOfResponsibilities.count == components
  }

  /// Adds cells.
  ///
  /// - Parameters:
  ///   - responsibilities: `[cells, components]`.
  ///   - bound: nats, `[cells, 1]`.
  ///   - rows: which of them count.
  public mutating func add<Scalar: Real>(
    responsibilities: Matrix<Scalar>, bound: Matrix<Scalar>, rows: [Int]
  ) {
    responsibilities.withElements { shares in
      bound.withElements { divergence in
        for row in rows {
          for k in 0..<components {
            let share = Double(shares[row * components + k])
            sumOfResponsibilities[k] += share
            if share > 0 { sumOfEntropies -= share * log(share) }
          }
          sumOfDivergences += Double(divergence[row])
          cells += 1
        }
      }
    }
  }

  /// `exp(H(mean r))`: how many components share the cells.
  public var componentsInUse: Double {
    guard cells > 0 else { return 0 }
    return exp(
      sumOfResponsibilities.reduce(0) { sum, total in
        let share = total / cells
        return share > 0 ? sum - share * log(share) : sum
      })
  }

  /// Mean `H(r_i)`, nats: how unsure cells are of their component.
  public var meanEntropy: Double { cells > 0 ? sumOfEntropies / cells : 0 }

  /// Mean divergence, nats.
  public var meanDivergence: Double { cells > 0 ? sumOfDivergences / cells : 0 }

  /// Why the mixture counts as collapsed, nil where it does not.
  public var collapse: MixtureCollapse? {
    guard cells > 0 else { return nil }
    // One Gaussian shares nothing out.
    if components > 1 {
      if componentsInUse < max(2, Double(components) / 4) { return .fewComponents(componentsInUse) }
      if meanEntropy > 0.9 * log(Double(components)) { return .undecided(meanEntropy) }
    }
    if meanDivergence < 0.1 { return .inert(meanDivergence) }
    return nil
  }
}

/// Why a mixture is of no use: a failed run, and said so.
public enum MixtureCollapse: Sendable, Equatable, CustomStringConvertible {
  /// Fewer than `max(2, K/4)` components share the cells.
  case fewComponents(Double)
  /// Cells do not prefer one component to another: mean entropy above `0.9 ln K` nats.
  case undecided(Double)
  /// The latent says nothing: mean divergence below 0.1 nats.
  case inert(Double)

  public var description: String {
    switch self {
    case .fewComponents(let used): "only \(rounded(used)) components are in use"
    case .undecided(let entropy):
      "cells have no component of their own (entropy \(rounded(entropy)) nats)"
    case .inert(let divergence): "the latent says nothing (divergence \(rounded(divergence)) nats)"
    }
  }

  private func rounded(_ value: Double) -> String { String((value * 100).rounded() / 100) }
}
