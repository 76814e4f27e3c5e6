#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Constants of a section that bring its cells to one scale.
public struct SectionScale: Sendable, Equatable {
  /// `M`: the median library size of the cells that have counts; 1 where none has.
  public let medianLibrary: Double
  /// Mean of `log L` over the cells that have counts.
  public let meanLogLibrary: Double
  /// Deviation of `log L` over the cells that have counts, at least 0.1.
  public let deviationOfLogLibrary: Double

  public init(libraries: [Int]) {
    let sizes = libraries.filter { $0 > 0 }.sorted()
    let middle = sizes.count / 2
    medianLibrary =
      sizes.isEmpty
      ? 1
      : sizes.count % 2 == 1
        ? Double(sizes[middle]) : (Double(sizes[middle - 1]) + Double(sizes[middle])) / 2
    let logs = sizes.map { log(Double($0)) }
    let mean = logs.isEmpty ? 0 : logs.reduce(0, +) / Double(logs.count)
    let variance =
      logs.isEmpty ? 0 : logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(logs.count)
    meanLogLibrary = mean
    deviationOfLogLibrary = max(0.1, variance.squareRoot())
  }

  /// `log1p(y · M / L)`.
  public func expression(count: Double, library: Double) -> Float {
    Float(log1p(count * medianLibrary / library))
  }

  /// `log L`, standardized over the section; an empty cell counts as the section's mean.
  public func standardizedLogLibrary(_ library: Double) -> Float {
    library > 0 ? Float((log(library) - meanLogLibrary) / deviationOfLogLibrary) : 0
  }
}
