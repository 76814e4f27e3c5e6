/// More colors for a palette, each as far as possible from those before it.
enum DistinctColors {
  /// Goes on from `colors` until there are `count`: the next color is the candidate whose least distance to
  /// all before, over three kinds of eyes, is greatest. Once candidates run out the colors begin again.
  ///
  /// Complexity: O(`count` × candidates), some thousands of candidates.
  static func extending(_ colors: [Color], to count: Int, lightness: ClosedRange<Double>) -> [Color]
  {
    let candidates = candidates(lightness)
    let seen = candidates.map(Appearance.init)
    var nearest = [Double](repeating: .infinity, count: candidates.count)
    func draw(toward color: Color) {
      let appearance = Appearance(color)
      for i in nearest.indices {
        nearest[i] = min(nearest[i], seen[i].squaredDistance(to: appearance))
      }
    }

    var all = colors
    for color in colors { draw(toward: color) }
    while all.count < count {
      guard let best = nearest.indices.max(by: { nearest[$0] < nearest[$1] }), nearest[best] > 1e-4
      else { break }
      all.append(candidates[best])
      draw(toward: candidates[best])
    }
    return (0..<count).map { all[$0 % all.count] }
  }

  /// A grid over the screen's colors without near-greys (they say "missing") and without those that would
  /// be lost on the paper.
  private static func candidates(_ lightness: ClosedRange<Double>) -> [Color] {
    let steps: [UInt32] = Array(stride(from: 5, through: 250, by: 15))
    var found: [Color] = []
    for red in steps {
      for green in steps {
        for blue in steps {
          let color = Color(red << 16 | green << 8 | blue)
          let lab = OKLab(color)
          if lab.chroma > 0.06, lightness.contains(lab.lightness) { found.append(color) }
        }
      }
    }
    return found
  }
}

/// A color as three kinds of eyes see it.
private struct Appearance {
  var normal: OKLab
  var protanopic: OKLab
  var deuteranopic: OKLab

  /// Full color blindness after Machado, Oliveira and Fernandes (2009), table of severity 1.0.
  init(_ color: Color) {
    let light = SIMD3(
      LinearLight.light(Double(color.red) / 255), LinearLight.light(Double(color.green) / 255),
      LinearLight.light(Double(color.blue) / 255))
    func seen(_ red: SIMD3<Double>, _ green: SIMD3<Double>, _ blue: SIMD3<Double>) -> OKLab {
      let mixed = SIMD3((red * light).sum(), (green * light).sum(), (blue * light).sum())
      return OKLab(light: mixed.clamped(lowerBound: .zero, upperBound: .one))
    }
    normal = OKLab(light: light)
    protanopic = seen(
      SIMD3(0.152286, 1.052583, -0.204868), SIMD3(0.114503, 0.786281, 0.099216),
      SIMD3(-0.003882, -0.048116, 1.051998))
    deuteranopic = seen(
      SIMD3(0.367322, 0.860646, -0.227968), SIMD3(0.280085, 0.672501, 0.047413),
      SIMD3(-0.011820, 0.042940, 0.968881))
  }

  func squaredDistance(to other: Appearance) -> Double {
    min(
      normal.squaredDistance(to: other.normal), protanopic.squaredDistance(to: other.protanopic),
      deuteranopic.squaredDistance(to: other.deuteranopic))
  }
}
