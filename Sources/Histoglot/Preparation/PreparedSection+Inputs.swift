import Autodiff
import CellSections
import CellTransformer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension PreparedSection {
  /// Where the chosen cells lie, for the encoder.
  ///
  /// - Parameters:
  ///   - cells: which, in the order of the tokens; nil for all.
  ///   - position: whether the encoder wants coordinates themselves.
  ///   - turn: turns, mirrors and shifts the coordinates at random, for training with absolute position.
  ///   - forTraining: whether gradients will be asked for.
  func context(
    of cells: [Int]?, position: EncoderConfiguration.Position, turn: inout SeededGenerator?,
    forTraining: Bool = true, in workspace: Workspace<Float>
  ) -> CellContext<Float> {
    guard let graph, let coordinates else {
      return CellContext(dissociated: cells?.count ?? cellCount, in: workspace)
    }
    let part = cells.map { graph.subgraph(of: $0) } ?? graph
    let sinusoids =
      position == .absolute
      ? self.sinusoids(cells.map { coordinates.selecting($0) } ?? coordinates, &turn) : nil
    return CellContext(
      part, typicalDistance: typicalDistance, sinusoids: sinusoids, forTraining: forTraining,
      in: workspace)
  }

  /// µm from the center; where the unit is unknown the typical distance counts as 10 µm.
  private func sinusoids(_ coordinates: Coordinates, _ turn: inout SeededGenerator?) -> [Float] {
    let step = coordinates.unit.micronsPerStep ?? 10 / max(typicalDistance, .leastNormalMagnitude)
    let count = Double(max(1, coordinates.count))
    let centerX = coordinates.x.reduce(0, +) / count
    let centerY = coordinates.y.reduce(0, +) / count
    let angle = turn.map { _ in 2 * Double.pi * (turn?.uniform() ?? 0) } ?? 0
    let mirror = turn.map { _ in (turn?.uniform() ?? 0) < 0.5 ? -1.0 : 1.0 } ?? 1
    let shiftX = turn.map { _ in 100 * (turn?.uniform() ?? 0) } ?? 0
    let shiftY = turn.map { _ in 100 * (turn?.uniform() ?? 0) } ?? 0
    var x: [Double] = []
    var y: [Double] = []
    for cell in 0..<coordinates.count {
      let dx = (coordinates.x[cell] - centerX) * step * mirror
      let dy = (coordinates.y[cell] - centerY) * step
      x.append(cos(angle) * dx - sin(angle) * dy + shiftX)
      y.append(sin(angle) * dx + cos(angle) * dy + shiftY)
    }
    return AbsolutePosition<Float>.sinusoids(x: x, y: y)
  }

  /// The windows of one epoch.
  ///
  /// - Parameters:
  ///   - coreLimit: the most cells with a loss in one window.
  ///   - hops: how deep the halo is.
  ///   - generator: moves the cuts from epoch to epoch.
  func windows(
    coreLimit: Int, hops: Int, using generator: inout SeededGenerator
  ) -> [SectionWindow] {
    let plan = WindowPlan(coreLimit: coreLimit, hops: hops, haloLimit: coreLimit)
    guard let coordinates, let graph else {
      return plan.chunks(ofCellCount: cellCount, using: &generator)
    }
    return plan.windows(of: coordinates, graph: graph, using: &generator)
  }
}
