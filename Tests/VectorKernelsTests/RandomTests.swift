import Foundation
import Testing
import VectorKernels

@Suite("Random numbers by counter")
struct RandomTests {
  private let seed: UInt64 = 42
  private let many = 1_000_000

  private func uniforms<T: KernelScalar>(
    _ k: Kernels<T>, _ n: Int, seed: UInt64, offset: UInt64 = 0
  ) -> [T] {
    var out = [T](repeating: -1, count: n)
    k.uniform(Int64(n), seed, offset, &out)
    return out
  }

  private func normals<T: KernelScalar>(
    _ k: Kernels<T>, _ n: Int, seed: UInt64, offset: UInt64 = 0
  ) -> [T] {
    var out = [T](repeating: -1, count: n)
    k.normal(Int64(n), seed, offset, &out)
    return out
  }

  private func dropout<T: KernelScalar>(
    _ k: Kernels<T>, _ x: [T], p: T, seed: UInt64, offset: UInt64 = 0
  ) -> [T] {
    var out = x
    k.dropout(Int64(x.count), p, seed, offset, x, &out)
    return out
  }

  @Test("Any piece of a stream is the same as in the whole", arguments: InstructionSet.supported)
  func pieces(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let whole = uniforms(k, 300, seed: seed, offset: 1_000)
      let normal = normals(k, 300, seed: seed, offset: 1_000)
      let ones = [T](repeating: 1, count: 300)
      let dropped = dropout(k, ones, p: 0.3, seed: seed, offset: 1_000)
      for (start, n) in [(0, 1), (1, 17), (31, 64), (100, 200), (299, 1), (5, 0)] {
        let (range, offset) = (start..<start + n, UInt64(1_000 + start))
        #expect(uniforms(k, n, seed: seed, offset: offset) == Array(whole[range]))
        #expect(normals(k, n, seed: seed, offset: offset) == Array(normal[range]))
        #expect(
          dropout(k, Array(ones[range]), p: 0.3, seed: seed, offset: offset)
            == Array(dropped[range]))
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Instruction sets and scalar types draw the same numbers", arguments: InstructionSet.supported)
  func agreement(set: InstructionSet) throws {
    let (float, double) = (try kernels(set, Float.self), try kernels(set, Double.self))
    let reference = try kernels(.scalar, Float.self)
    let n = 100_000
    #expect(uniforms(float, n, seed: seed) == uniforms(reference, n, seed: seed))
    let x = (0..<n).map { Float($0 % 7) + 1 }
    let mask = dropout(float, x, p: 0.25, seed: seed)
    #expect(mask == dropout(reference, x, p: 0.25, seed: seed))
    #expect(
      mask.map { $0 == 0 }
        == dropout(double, x.map(Double.init), p: 0.25, seed: seed).map { $0 == 0 })
    for (a, b) in zip(normals(float, n, seed: seed), normals(double, n, seed: seed)) {
      // Box and Muller's radius is a square root, which near 0 magnifies the rounding of its argument.
      let allowed = 2e-6 + min(3e-4, 1e-7 / abs(b))
      #expect(abs(Double(a) - b) <= allowed, "\(a) in Float, \(b) in Double")
    }
    expectClose(
      uniforms(float, n, seed: seed).map(Double.init), uniforms(double, n, seed: seed), relative: 0,
      absolute: 0x1p-24, "uniforms in Float and Double")
  }

  @Test(
    "Uniforms are uniform on [0, 1) and free of serial correlation",
    arguments: InstructionSet.supported)
  func uniformStatistics(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let u = uniforms(k, many, seed: seed).map(Double.init)
      #expect(u.allSatisfy { $0 >= 0 && $0 < 1 })
      var bins = [Double](repeating: 0, count: 100)
      for value in u { bins[Int(value * 100)] += 1 }
      let expected = Double(many) / 100
      let chiSquare = bins.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
      // 99 degrees of freedom: mean 99, standard deviation 14
      #expect(chiSquare > 55 && chiSquare < 160, "chi-square \(chiSquare)")
      for lag in [1, 2, 16, 1_024] {
        let products = (0..<many - lag).reduce(0.0) { $0 + (u[$1] - 0.5) * (u[$1 + lag] - 0.5) }
        let correlation = products / Double(many - lag) * 12
        #expect(abs(correlation) < 0.004, "correlation \(correlation) at lag \(lag)")
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Normals have the moments and tails of the normal distribution",
    arguments: InstructionSet.supported)
  func normalStatistics(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let z = normals(k, many, seed: seed).map(Double.init)
      func moment(_ power: Double) -> Double { z.reduce(0) { $0 + pow($1, power) } / Double(many) }
      #expect(abs(moment(1)) < 0.004)
      #expect(abs(moment(2) - 1) < 0.006)
      #expect(abs(moment(3)) < 0.016)
      #expect(abs(moment(4) - 3) < 0.05)
      for limit in [-2.0, -1, 0, 0.5, 1.5, 3] {
        let share = Double(z.count { $0 < limit }) / Double(many)
        #expect(abs(share - erfc(-limit * 0.5.squareRoot()) / 2) < 0.002, "share below \(limit)")
      }
      let products = (1..<many).reduce(0) { $0 + z[$1] * z[$1 - 1] } / Double(many)
      #expect(abs(products) < 0.004)
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Neighbouring seeds and offsets give unrelated streams", arguments: InstructionSet.supported)
  func seeds(set: InstructionSet) throws {
    let k = try kernels(set, Double.self)
    let n = 100_000
    let first = uniforms(k, n, seed: 0)
    for other in [
      uniforms(k, n, seed: 1), uniforms(k, n, seed: .max), uniforms(k, n, seed: 0, offset: 1 << 32),
      uniforms(k, n, seed: 0, offset: .max - 1_000_000),
    ] {
      #expect(zip(first, other).count { $0 == $1 } == 0)
      let correlation =
        zip(first, other).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) } / Double(n) * 12
      #expect(abs(correlation) < 0.013)
    }
  }

  @Test(
    "Dropout keeps a share 1 - p, scaled so that the mean stays",
    arguments: InstructionSet.supported)
  func dropoutStatistics(set: InstructionSet) throws {
    func check<T: KernelScalar>(_ k: Kernels<T>) {
      let x = [T](repeating: 2, count: many)
      for p in [0, 0.1, 0.5, 0.9] {
        let out = dropout(k, x, p: T(p), seed: seed)
        #expect(out.allSatisfy { $0 == 0 || abs(Double($0) - 2 / (1 - p)) < 1e-5 })
        let kept = Double(out.count { $0 != 0 }) / Double(many)
        #expect(abs(kept - (1 - p)) < (p == 0 ? 1e-9 : 0.002), "kept \(kept) at p = \(p)")
        var inPlace = x
        inPlace.withUnsafeMutableBufferPointer {
          k.dropout(Int64(many), T(p), seed, 0, $0.baseAddress!, $0.baseAddress!)
        }
        #expect(inPlace == out)
      }
    }
    check(try kernels(set, Float.self))
    check(try kernels(set, Double.self))
  }

  @Test(
    "Dropped values are 0 even where the input is not finite", arguments: InstructionSet.supported)
  func dropoutOfNaN(set: InstructionSet) throws {
    let k = try kernels(set, Float.self)
    let out = dropout(k, [Float](repeating: .nan, count: 1_000), p: 0.5, seed: seed)
    let kept = out.count { $0.isNaN }
    #expect(kept > 400 && kept < 600 && out.allSatisfy { $0.isNaN || $0 == 0 })
  }
}
