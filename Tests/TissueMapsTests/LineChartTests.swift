import Testing
import TissueMaps

struct LineChartTests {
  private let white = Color(0xFFFFFF)

  private func chart(_ series: [LineChart.Series], y: ChartAxis.Kind = .linear) -> LineChart {
    LineChart(
      title: "Loss", xAxis: ChartAxis("step"), yAxis: ChartAxis("loss", kind: y), series: series)
  }

  /// Pixels of exactly this color.
  private func places(of color: Color, in raster: Raster) -> [Point] {
    (0..<raster.height).flatMap { y in
      (0..<raster.width).filter { raster[$0, y] == color }.map {
        Point(x: Double($0), y: Double(y))
      }
    }
  }

  @Test func `a falling curve falls in the picture, a rising one rises`() throws {
    let red = Color(0xAA0000)
    func slope(_ y: [Double]) throws -> Double {
      let raster = try chart([.init("", x: [0, 1], y: y, color: red)]).render()
      let line = places(of: red, in: raster)
      let left = try #require(line.min { $0.x < $1.x })
      let right = try #require(line.max { $0.x < $1.x })
      return right.y - left.y
    }
    #expect(try slope([2, 1]) > 100)
    #expect(try slope([1, 2]) < -100)
  }

  @Test func `on a logarithmic axis an exponential is a straight line`() throws {
    let red = Color(0xAA0000)
    let x = (0...100).map(Double.init)
    let y = x.map { i in (0..<Int(i)).reduce(1000.0) { value, _ in value * 0.9 } }
    let raster = try chart([.init("", x: x, y: y, color: red)], y: .logarithmic).render()
    let line = places(of: red, in: raster)
    let first = try #require(line.min { $0.x < $1.x })
    let last = try #require(line.max { $0.x < $1.x })
    let slope = (last.y - first.y) / (last.x - first.x)
    #expect(line.allSatisfy { abs($0.y - first.y - slope * ($0.x - first.x)) < 6 })
  }

  @Test func `numbers a logarithm does not have are left out`() throws {
    let wrong = LineChart.Series("a", x: [0, 1, 2, 3, 4], y: [10, 0, -3, .nan, 1])
    let raster = try chart([wrong], y: .logarithmic).render()
    #expect(raster.inkBounds(background: white) != nil)
  }

  @Test func `the same chart has the same bytes`() throws {
    let chart = chart([.init("a", x: [0, 1, 2], y: [3, 1, 2])])
    #expect(try chart.render().pngData() == chart.render().pngData())
  }

  @Test func `charts of every kind keep away from the edge`() throws {
    let many = (0..<15).map { k in
      LineChart.Series("series \(k) with quite a long name", x: [0, 1, 2], y: [Double(k), 3, 1])
    }
    let hard: [[LineChart.Series]] = [
      many, Array(many.prefix(9)), [.init("none", x: [], y: [])],
      [.init("one", x: [3], y: [3])], [.init("flat", x: [0, 1], y: [5, 5])],
      [.init("huge", x: [0, 1e300], y: [-1e300, 1e300])],
      [.init("holes", x: [0, 1, 2, 3], y: [1, .nan, .infinity, 2], stroke: .dotted)],
      [.init("dashes", x: [0, 1, 2, 3], y: [1, 5, 2, 2], stroke: .dashed)],
      [.init("noise", x: [0, 1, 2, 3], y: [1, 5, 2, 2], stroke: .faint)],
      [.init("tiny", x: [0, 1e-12], y: [1, 1 + 1e-12])],
    ]
    for series in hard {
      for kind in [ChartAxis.Kind.linear, .logarithmic] {
        let raster = try chart(series, y: kind).render()
        let ink = try #require(raster.inkBounds(background: white))
        #expect(ink.x >= 10 && ink.y >= 10, "\(series[0].name) \(kind)")
        #expect(ink.right <= Double(raster.width) - 10, "\(series[0].name) \(kind)")
        #expect(ink.bottom <= Double(raster.height) - 10, "\(series[0].name) \(kind)")
      }
    }
  }

  @Test func `what lies beyond a given range is not drawn outside the plot`() throws {
    let red = Color(0xAA0000)
    var chart = chart([.init("", x: [0, 1], y: [-50, 50], color: red)])
    chart.yAxis.range = 0...1
    let raster = try chart.render()
    let inside = places(of: red, in: raster).map(\.y)
    let lowest = try #require(inside.max())
    // Below the axis come ticks and the axis's name.
    #expect(lowest < Double(raster.height) - 80)
  }

  @Test func `no series and impossible settings are refused`() {
    #expect(throws: FigureError("Loss", .nothingToDraw)) { try chart([]).render() }
    for style in [
      ChartStyle(aspect: 0), ChartStyle(aspect: .nan), ChartStyle(dotsPerInch: -3),
      ChartStyle(width: .pixels(40)), ChartStyle(width: .pixels(200_000)),
    ] {
      var chart = chart([.init("a", x: [0, 1], y: [0, 1])])
      chart.style = style
      #expect(throws: FigureError.self) { try chart.render() }
    }
  }
}
