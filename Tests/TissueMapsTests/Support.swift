import CellSections
import Foundation
import TissueMaps

/// Simulated sections for tests of figures.
enum Simulated {
  /// Numbers that look random and are always the same (xorshift).
  struct Numbers {
    var state: UInt64 = 88_172_645_463_325_252

    mutating func uniform() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / Double(1 << 53)
    }
  }

  /// Cells all over a rectangle, their categories common at first and rarer and rarer.
  static func panel(
    _ name: String = "section", cells: Int, categories: [String], width: Double = 1000,
    height: Double = 700, unit: LengthUnit = .microns
  ) -> MapPanel {
    var numbers = Numbers()
    let x = (0..<cells).map { _ in numbers.uniform() * width }
    let y = (0..<cells).map { _ in numbers.uniform() * height }
    let codes = (0..<cells).map { cell -> Int32 in
      if cell < categories.count { return Int32(cell) }
      let share = numbers.uniform()
      return Int32(Double(categories.count) * share * share)
    }
    return MapPanel(
      name: name, coordinates: Coordinates(x: x, y: y, unit: unit),
      coloring: .categories(
        LabelColumn(name: "cell_type", categories: categories, codes: codes)))
  }

  static func names(_ count: Int) -> [String] { (0..<count).map { "Type \($0 + 1)" } }
}

extension Raster {
  /// Whether a pixel is drawn in this color and nothing else.
  func isPure(_ color: Color, at point: Point) -> Bool { self[Int(point.x), Int(point.y)] == color }

  /// The pixels that are not of this color, as an upright rectangle; nil where there are none.
  func inkBounds(background: Color) -> Box? {
    var (left, top, right, bottom) = (Int.max, Int.max, Int.min, Int.min)
    for y in 0..<height {
      for x in 0..<width where self[x, y] != background {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
      }
    }
    guard left <= right else { return nil }
    return Box(
      x: Double(left), y: Double(top), width: Double(right - left + 1),
      height: Double(bottom - top + 1))
  }
}

/// Real sections, in `HISTOGLOT_DATA` or `../shared/data` beside the package.
enum RealSections {
  static let folder: String = {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let data =
      ProcessInfo.processInfo.environment["HISTOGLOT_DATA"]
      ?? package.appendingPathComponent("../shared/data").standardizedFileURL.path
    return data + "/sections"
  }()

  /// Where `HISTOGLOT_REQUIRE_DATA` is 1, tests run, and fail, without the data.
  static var areThere: Bool {
    ProcessInfo.processInfo.environment["HISTOGLOT_REQUIRE_DATA"] == "1"
      || FileManager.default.fileExists(atPath: folder)
  }

  static func coordinates(_ name: String) throws -> [Coordinates] {
    try SectionFile(path: "\(folder)/\(name).h5ad").read().sections.compactMap(\.coordinates)
  }
}
