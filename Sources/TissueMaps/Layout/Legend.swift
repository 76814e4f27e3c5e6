/// All that explains the colors of a figure: blocks one under the other.
struct Legend: Equatable {
  var blocks: [Block]

  /// One color key.
  enum Block: Equatable {
    case categories(CategoryLegend)
    case bar(ColorBar)

    func size(_ arrangement: LegendArrangement, _ scale: PrintScale) -> Extent {
      switch self {
      case .categories(let legend): legend.size(arrangement, scale)
      case .bar(let bar): bar.size(arrangement, scale)
      }
    }
  }

  var isEmpty: Bool { blocks.isEmpty }

  /// Titles and names of all blocks.
  var texts: [String] {
    blocks.flatMap { block in
      switch block {
      case .categories(let legend):
        [legend.title] + legend.countTitles + legend.entries.map(\.name)
      case .bar(let bar): [bar.title]
      }
    }
  }

  /// The most entries of any block.
  var entryCount: Int {
    blocks.reduce(0) { most, block in
      if case .categories(let legend) = block { max(most, legend.entries.count) } else { most }
    }
  }

  private func gap(_ scale: PrintScale) -> Double { scale.points(12) }

  /// How much room all blocks take, in pixels.
  func size(_ arrangement: LegendArrangement, _ scale: PrintScale) -> Extent {
    let sizes = blocks.map { $0.size(arrangement, scale) }
    return Extent(
      width: sizes.map(\.width).max() ?? 0,
      height: sizes.reduce(0) { $0 + $1.height } + Double(max(sizes.count - 1, 0)) * gap(scale))
  }

  /// The largest share of names that is cut in any block.
  func shareOfCutNames(_ arrangement: LegendArrangement) -> Double {
    blocks.reduce(0) { worst, block in
      if case .categories(let legend) = block {
        max(worst, legend.shareOfCutNames(arrangement))
      } else {
        worst
      }
    }
  }

  /// How often the titles over numbers are said again, in columns after the first.
  func repeatedTitles(_ arrangement: LegendArrangement) -> Int {
    blocks.reduce(0) { most, block in
      guard case .categories(let legend) = block, !legend.countTitles.isEmpty else { return most }
      return max(most, min(arrangement.columns, legend.entries.count) - 1)
    }
  }

  /// Draws all blocks, the upper left corner of the first at `corner`.
  func draw(
    on canvas: inout Canvas, at corner: Point, _ arrangement: LegendArrangement,
    _ scale: PrintScale, _ theme: Theme
  ) {
    var corner = corner
    for block in blocks {
      switch block {
      case .categories(let legend):
        legend.draw(on: &canvas, at: corner, arrangement, scale, theme)
      case .bar(let bar): bar.draw(on: &canvas, at: corner, arrangement, scale, theme)
      }
      corner.y += block.size(arrangement, scale).height + gap(scale)
    }
  }
}
