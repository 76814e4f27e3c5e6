import Autodiff

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension MixturePrior {
  /// Puts the components where the cells are: k-means++ (Arthur & Vassilvitskii 2007) on latent means, a
  /// few rounds of Lloyd's algorithm, then variances and weights from the clusters.
  ///
  /// - Parameter latents: `[cells, latent]`; nothing happens with fewer cells than components.
  public func seed(
    from latents: Matrix<Scalar>, using generator: inout SeededGenerator
  ) {
    precondition(
      latents.columns == latent,
      "MixturePrior.seed: latents of width \(latents.columns), not \(latent)")
    let cells = latents.rows
    if cells < components { return }
    let points = latents.elements.map(Double.init)
    var centers = Self.spread(points, cells, latent, components, using: &generator)
    var nearest = [Int](repeating: 0, count: cells)
    for _ in 0..<10 {
      assign(points, cells, centers, &nearest)
      var sums = [Double](repeating: 0, count: components * latent)
      var counts = [Double](repeating: 0, count: components)
      for cell in 0..<cells {
        counts[nearest[cell]] += 1
        for d in 0..<latent { sums[nearest[cell] * latent + d] += points[cell * latent + d] }
      }
      for k in 0..<components where counts[k] > 0 {
        for d in 0..<latent { centers[k * latent + d] = sums[k * latent + d] / counts[k] }
      }
    }
    assign(points, cells, centers, &nearest)
    var squares = [Double](repeating: 0, count: components * latent)
    var counts = [Double](repeating: 0, count: components)
    for cell in 0..<cells {
      let k = nearest[cell]
      counts[k] += 1
      for d in 0..<latent {
        let difference = points[cell * latent + d] - centers[k * latent + d]
        squares[k * latent + d] += difference * difference
      }
    }
    means.assign(centers.map { Scalar($0) })
    // A cell's own variance is part of what the component has to cover, so it starts no tighter than 0.25.
    logVariances.assign(
      squares.indices.map { index in
        Scalar(log(max(0.25, squares[index] / max(1, counts[index / latent]))))
      })
    logits.assign(counts.map { Scalar(log(($0 + 1) / Double(cells))) })
  }

  private func assign(
    _ points: [Double], _ cells: Int, _ centers: [Double], _ nearest: inout [Int]
  ) {
    for cell in 0..<cells {
      var best = Double.infinity
      for k in 0..<components {
        let distance = Self.squaredDistance(points, cell, centers, k, latent)
        if distance < best {
          best = distance
          nearest[cell] = k
        }
      }
    }
  }

  /// k-means++: each next center is a point drawn with probability ∝ squared distance to those chosen.
  private static func spread(
    _ points: [Double], _ cells: Int, _ latent: Int, _ components: Int,
    using generator: inout SeededGenerator
  ) -> [Double] {
    var centers: [Double] = []
    var distances = [Double](repeating: .infinity, count: cells)
    var chosen = Int(generator.uniform() * Double(cells))
    for k in 0..<components {
      centers.append(contentsOf: points[chosen * latent..<(chosen + 1) * latent])
      var total = 0.0
      for cell in 0..<cells {
        distances[cell] = min(distances[cell], squaredDistance(points, cell, centers, k, latent))
        total += distances[cell]
      }
      var remaining = generator.uniform() * total
      chosen = cells - 1
      for cell in 0..<cells {
        remaining -= distances[cell]
        if remaining < 0 {
          chosen = cell
          break
        }
      }
    }
    return centers
  }

  private static func squaredDistance(
    _ points: [Double], _ cell: Int, _ centers: [Double], _ k: Int, _ latent: Int
  ) -> Double {
    var sum = 0.0
    for d in 0..<latent {
      let difference = points[cell * latent + d] - centers[k * latent + d]
      sum += difference * difference
    }
    return sum
  }
}
