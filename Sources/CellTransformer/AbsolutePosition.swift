import Autodiff

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Two-dimensional sinusoids of coordinates, added to the token (CellPLM, Wen et al. 2024, as the paper
/// writes it; its published code multiplies them by nothing).
///
/// `sin, cos` of `2π x/λ_k` and of `2π y/λ_k`, `λ_k = 20 · 250^(k/(F−1))` µm: 20 µm to 5 mm.
public struct AbsolutePosition<Scalar: Real> {
  let map: Linear<Scalar>

  static var frequencies: Int { 32 }
  static var features: Int { 4 * frequencies }

  init(_ scope: ParameterScope<Scalar>, width: Int) {
    map = Linear(scope, from: Self.features, to: width)
  }

  /// The features of cells, `[cells, features]`.
  ///
  /// - Parameters:
  ///   - x: µm from the window's center, `[cells]`.
  ///   - y: likewise.
  public static func sinusoids(x: [Double], y: [Double]) -> [Scalar] {
    var out: [Scalar] = []
    out.reserveCapacity(x.count * features)
    let waves = (0..<frequencies).map { k in
      2 * Double.pi / (20 * pow(250, Double(k) / Double(frequencies - 1)))
    }
    for cell in x.indices {
      for wave in waves {
        out.append(Scalar(sin(wave * x[cell])))
        out.append(Scalar(cos(wave * x[cell])))
        out.append(Scalar(sin(wave * y[cell])))
        out.append(Scalar(cos(wave * y[cell])))
      }
    }
    return out
  }
}
