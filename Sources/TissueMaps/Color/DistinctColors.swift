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

  init(_ color: Color) {
    let light = LinearLight.light(of: color)
    normal = OKLab(light: light)
    protanopic = OKLab(light: ColorBlindness.protanopia(light))
    deuteranopic = OKLab(light: ColorBlindness.deuteranopia(light))
  }

  func squaredDistance(to other: Appearance) -> Double {
    min(
      normal.squaredDistance(to: other.normal), protanopic.squaredDistance(to: other.protanopic),
      deuteranopic.squaredDistance(to: other.deuteranopic))
  }
}
