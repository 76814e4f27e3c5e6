/// How light looks to eyes that lack one kind of cone, after Machado, Oliveira and Fernandes (2009), table of
/// severity 1.0; linear red, green and blue, 0…1.
enum ColorBlindness {
  static func protanopia(_ light: SIMD3<Double>) -> SIMD3<Double> {
    mixed(
      light, SIMD3(0.152286, 1.052583, -0.204868), SIMD3(0.114503, 0.786281, 0.099216),
      SIMD3(-0.003882, -0.048116, 1.051998))
  }

  static func deuteranopia(_ light: SIMD3<Double>) -> SIMD3<Double> {
    mixed(
      light, SIMD3(0.367322, 0.860646, -0.227968), SIMD3(0.280085, 0.672501, 0.047413),
      SIMD3(-0.011820, 0.042940, 0.968881))
  }

  private static func mixed(
    _ light: SIMD3<Double>, _ red: SIMD3<Double>, _ green: SIMD3<Double>, _ blue: SIMD3<Double>
  ) -> SIMD3<Double> {
    SIMD3((red * light).sum(), (green * light).sum(), (blue * light).sum())
      .clamped(lowerBound: .zero, upperBound: .one)
  }
}
