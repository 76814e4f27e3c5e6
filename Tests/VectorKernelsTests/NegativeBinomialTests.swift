import Foundation
import Testing
import VectorKernels

/// The contract's formula, rearranged so that Double is enough: sums over k for whole counts.
private struct NaiveTerms {
  var nll: Double
  var dLogMean: Double
  var dLogDispersion: Double
  /// What is added up in each of them: the rounding error may be in proportion to that.
  var size: (nll: Double, dLogMean: Double, dLogDispersion: Double)

  init(count: Int, logMean: Double, logDispersion: Double) {
    let y = Double(count)
    let (mu, r) = (exp(logMean), exp(logDispersion))
    let softplus = log1p(mu / r)
    let share = mu / (r + mu)
    let rising = (0..<count).reduce(0) { $0 + log1p(Double($1) / r) }
    let fractions = (0..<count).reduce(0) { $0 + Double($1) / (r + Double($1)) }
    let factorial = (1..<max(count, 1) + 1).reduce(0) { $0 + log(Double($1)) }
    nll = factorial - rising + r * softplus + y * (softplus - logMean)
    dLogMean = r * share - y * r / (r + mu)
    // softplus - share = share^2 / 2 + share^3 / 3 + …, which cancels where the share is small
    let series = (2...12).reduce(0) { $0 + pow(share, Double($1)) / Double($1) }
    let curvature = r * (share < 0.02 ? series : softplus - share)
    dLogDispersion = fractions + curvature - y * share
    size = (
      1 + factorial + rising + r * softplus + y * (abs(softplus) + abs(logMean)),
      r * share + y * r / (r + mu), fractions + curvature + y * share
    )
  }
}

@Suite("Negative binomial")
struct NegativeBinomialTests {
  /// Evaluates a kernel at unit weights.
  private func evaluate<T: KernelScalar>(
    _ k: Kernels<T>, _ y: [Double], _ logMean: [Double], _ logDispersion: [Double]
  ) -> (nll: [Double], dLogMean: [Double], dLogDispersion: [Double]) {
    let n = y.count
    let ones = [T](repeating: 1, count: n)
    var (nll, dMean, dDispersion) = (ones, ones, ones)
    _ = k.negativeBinomial(
      Int64(n), y.map { T($0) }, logMean.map { T($0) }, logDispersion.map { T($0) }, ones, &nll,
      &dMean, &dDispersion)
    return (nll.map(Double.init), dMean.map(Double.init), dDispersion.map(Double.init))
  }

  @Test(
    "Whole counts over the whole range of means and dispersions",
    arguments: InstructionSet.supported)
  func wholeRange(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      var points: [(Int, Double, Double)] = []
      for count in [0, 1, 2, 3, 5, 8, 17, 31, 32, 33, 60, 400] {
        for logMean in stride(from: -40.0, through: 20, by: 2.5) {
          for logDispersion in stride(from: -15.0, through: 15, by: 1.25) {
            points.append((count, logMean, logDispersion))
          }
        }
      }
      let actual = evaluate(
        k, points.map { Double($0.0) }, points.map { $0.1 }, points.map { $0.2 })
      let expected = points.map { NaiveTerms(count: $0.0, logMean: $0.1, logDispersion: $0.2) }
      // Errors in units of the sum of the terms' sizes, so that small gradients must be as precise.
      let precision = T.either(float: 1.5e-6, double: 1e-12)
      func expectPrecise(
        _ actual: [Double], _ name: String, _ term: (NaiveTerms) -> (Double, Double)
      ) {
        let errors = zip(actual, expected).map { actual, expected in
          let (value, size) = term(expected)
          // Below Float's normal numbers there is no relative precision to be had.
          return abs(actual - value) / (size + 1e-37 / precision)
        }
        let worst = errors.indices.max { errors[$0] < errors[$1] }!
        #expect(
          errors.allSatisfy { $0 <= precision },
          """
          \(T.self) \(name) at (count, log mean, log dispersion) \(points[worst]): \
          \(actual[worst]) instead of \(term(expected[worst]).0)
          """)
      }
      expectPrecise(actual.nll, "nll") { ($0.nll, $0.size.nll) }
      expectPrecise(actual.dLogMean, "dLogMean") { ($0.dLogMean, $0.size.dLogMean) }
      expectPrecise(actual.dLogDispersion, "dLogDispersion") {
        ($0.dLogDispersion, $0.size.dLogDispersion)
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  /// (count, log mean, log dispersion, nll, dLogMean, dLogDispersion), in 60-digit arithmetic from the
  /// formula with log Gamma and digamma.
  private let highPrecision: [(Double, Double, Double, Double, Double, Double)] = [
    (0, -40, -15, 4.2483542552620885e-18, 4.2483542552325881e-18, 2.9500452707439039e-29),
    (0, 20, 15, 16_367_039.453233685, 3_247_138.3265292574, 13_119_901.126704427),
    (0, 3, 0, 3.0485873515737421, 0.95257412682243322, 2.0960132247513088),
    (1, -40, 15, 40.0, -1.0, -1.2995814250075031e-24),
    (1, 0, 0, 1.3862943611198906, 0.0, -0.30685281944005469),
    (2, 1, -15, 15.693151994165171, 8.0831961966868597e-8, -0.99999549229702644),
    (3, 1, 15, 1.5100417444014158, -0.28171793728439923, -4.4671413889532158e-7),
    (3, 20, -15, 16.098622536395907, 3.0590231861029057e-7, -0.99999005817446483),
    (7, 2, 12, 1.9142384993113506, 0.38903843661295309, -2.1038895617314929e-5),
    (32, 3, 15, 5.6434795617810736, -11.914389872270897, 1.6817385557873775e-5),
    (32, 3.5, -2, 5.8099765465626594, 0.0045400430873437953, -0.77778262046012179),
    (33, 3.5, 15, 2.6699240215982118, 0.11545078916501347, -5.0452991827682827e-6),
    (33, 3, -15, 18.496512328794559, -1.966870080781518e-7, -0.99999553857416521),
    (100, 4, 3, 7.6031941223470289, -12.210438062913454, 2.250559052074598),
    (1000, 7, 15, 8.7600620563674235, 96.600752486172228, 0.0012744188818075403),
    (12_345, 9.5, 1, 9.8788385528639074, 0.20642281250965497, -0.52189669198490772),
    (12_345, 9.5, 15, 45.025328271602528, 1010.5967517211338, 0.15436102931769947),
    (0.5, 0, 0, 1.039720770839918, 0.25, -0.17055845832016407),
    (0.5, -1, 15, 0.74709727734188431, -0.13212054396034918, -7.3805685602273142e-8),
    (2.5, 1, -15, 15.916295515980433, 2.4564380939321101e-8, -0.99999552179596982),
    (2.5, 1, 2.5, 1.5121407729932289, 0.17846165156499469, -0.085944061607981592),
    (17.25, 3, 10, 2.558180449069838, 2.8329536038870305, -0.0002090768384519151),
  ]

  @Test(
    "Values of 60-digit arithmetic, fractional counts among them",
    arguments: InstructionSet.supported)
  func gold(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let actual = evaluate(
        k, highPrecision.map { $0.0 }, highPrecision.map { $0.1 }, highPrecision.map { $0.2 })
      let relative = T.either(float: 2e-6, double: 1e-12)
      let absolute = T.either(float: 3e-5, double: 1e-10)
      expectClose(
        actual.nll, highPrecision.map { $0.3 }, relative: relative, absolute: absolute, "nll")
      expectClose(
        actual.dLogMean, highPrecision.map { $0.4 }, relative: 10 * relative,
        absolute: T.either(float: 4e-6, double: 1e-14), "dLogMean")
      expectClose(
        actual.dLogDispersion, highPrecision.map { $0.5 },
        relative: T.either(float: 1e-4, double: 1e-8),
        absolute: 1e-12, "dLogDispersion")
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Gradients are those of central differences, also between whole counts",
    arguments: InstructionSet.supported)
  func gradients(set: InstructionSet) throws {
    let k = try kernels(set, Double.self)
    for y in [0, 1, 2, 7, 32, 33, 0.5, 3.75, 50.5, 200] {
      for (logMean, logDispersion) in [(0.0, 0.0), (2, -1), (4, 3), (-3, 1), (5, 5), (1, -6)] {
        let actual = evaluate(k, [y], [logMean], [logDispersion])
        let gradient = centralDifferences(at: [logMean, logDispersion], step: 1e-4) {
          evaluate(k, [y], [$0[0]], [$0[1]]).nll[0]
        }
        expectClose(
          [actual.dLogMean[0], actual.dLogDispersion[0]], gradient, relative: 1e-6, absolute: 1e-7,
          "y = \(y), log mean \(logMean), log dispersion \(logDispersion)")
      }
    }
  }

  @Test(
    "Weights multiply sum and gradients; weight 0 silences even bad entries",
    arguments: InstructionSet.supported)
  func weights(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      for n in lengths {
        Workspace<T>.run(seed: UInt64(n)) { space in
          let y = space.array(space.integers(n, 0...6).map { T($0 * $0) })
          let (logMean, logDispersion) = (space.uniform(n), space.uniform(n))
          let weights = space.array(space.uniform(n, 0...2).values.map { $0 < 1 ? 0 : $0 })
          let (nll, dMean, dDispersion) = (space.filled(n), space.filled(n), space.filled(n))
          let expected = (0..<n).map {
            NaiveTerms(
              count: Int(y.doubles[$0]), logMean: logMean.doubles[$0],
              logDispersion: logDispersion.doubles[$0])
          }
          let w = weights.doubles
          let sum = k.negativeBinomial(
            Int64(n), y.pointer, logMean.pointer, logDispersion.pointer, weights.pointer,
            nll.pointer,
            dMean.pointer, dDispersion.pointer)
          let precision = T.either(float: 2e-5, double: 1e-12)
          let total = zip(w, expected).reduce(0) { $0 + $1.0 * $1.1.nll }
          expectClose([sum], [total], relative: precision, absolute: precision, "sum of \(n)")
          expectClose(
            nll, expected.map { $0.nll }, relative: precision, absolute: precision, "unweighted nll"
          )
          expectClose(
            dMean, zip(w, expected).map { $0 * $1.dLogMean }, relative: precision,
            absolute: precision, "dLogMean")
          expectClose(
            dDispersion, zip(w, expected).map { $0 * $1.dLogDispersion }, relative: precision,
            absolute: precision, "dLogDispersion")

          let (meanBefore, dispersionBefore) = (dMean.values, dDispersion.values)
          for i in 0..<n where w[i] == 0 {
            (y.pointer[i], logMean.pointer[i]) = (i % 2 == 0 ? .nan : 1e6 + 0.5, .infinity)
          }
          let again = k.negativeBinomial(
            Int64(n), y.pointer, logMean.pointer, logDispersion.pointer, weights.pointer, nil,
            dMean.pointer, dDispersion.pointer)
          #expect(again == sum)
          #expect(dMean.values == meanBefore && dDispersion.values == dispersionBefore)
          #expect(
            k.negativeBinomial(
              Int64(n), y.pointer, logMean.pointer, logDispersion.pointer, weights.pointer, nil,
              nil,
              nil) == sum)
        }
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test("exp(-nll) is a distribution over the counts", arguments: InstructionSet.supported)
  func normalised(set: InstructionSet) throws {
    let k = try kernels(set, Double.self)
    for (logMean, logDispersion) in [(0.0, 0.0), (2, 1), (1, -1), (3, 15)] {
      let counts = (0..<2_000).map(Double.init)
      let nll = evaluate(
        k, counts, counts.map { _ in logMean }, counts.map { _ in logDispersion }
      ).nll
      let probabilities = nll.map { exp(-$0) }
      let mean = weightedSum(counts, probabilities)
      let variance = weightedSum(counts.map { ($0 - mean) * ($0 - mean) }, probabilities)
      let mu = exp(logMean)
      expectClose(
        [probabilities.reduce(0, +), mean, variance], [1, mu, mu + mu * mu / exp(logDispersion)],
        relative: 1e-9, absolute: 0, "total, mean and variance")
    }
  }
}
