import CellSections
import Foundation

/// Arrangements of cells on which neighbour searches go wrong.
enum PointPattern: String, CaseIterable, Sendable {
  case uniform
  case clustered
  case duplicated
  case allAtOnePlace
  case onALine
  case squareLattice
  case hexagonalLattice
  case farFromTheOrigin

  func coordinates(_ count: Int, seed: UInt64) -> Coordinates {
    var numbers = SeededNumbers(seed: seed)
    let points: [(x: Double, y: Double)] = (0..<count).map { index in
      let (u, v) = (numbers.unitInterval(), numbers.unitInterval())
      switch self {
      case .uniform: return (u * 100, v * 100)
      case .clustered:
        let center = Double(index % 4) * 1000
        return (center + pow(u, 6) * 50, center / 2 + pow(v, 6) * 50)
      case .duplicated: return ((u * 6).rounded(), (v * 6).rounded())
      case .allAtOnePlace: return (3, -4)
      case .onALine: return (u * 100, u * 100)
      case .squareLattice: return (Double(index % 17), Double(index / 17))
      case .hexagonalLattice: return Self.hexagonal(index, columns: 17)
      case .farFromTheOrigin: return (1e7 + u, -1e7 + v)
      }
    }
    return Coordinates(x: points.map(\.x), y: points.map(\.y), unit: .unknown)
  }

  static func hexagonal(_ index: Int, columns: Int) -> (x: Double, y: Double) {
    let (row, column) = (index / columns, index % columns)
    return (Double(column) + (row.isMultiple(of: 2) ? 0 : 0.5), Double(row) * 3.0.squareRoot() / 2)
  }
}

extension Coordinates {
  func moved(angle: Double, shift: (x: Double, y: Double) = (0, 0), mirrored: Bool = false)
    -> Coordinates
  {
    let (cosine, sine) = (cos(angle), sin(angle))
    let sign: Double = mirrored ? -1 : 1
    return Coordinates(
      x: zip(x, y).map { sign * (cosine * $0 - sine * $1) + shift.x },
      y: zip(x, y).map { sine * $0 + cosine * $1 + shift.y }, unit: unit)
  }
}
