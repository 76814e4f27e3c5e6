/// Where the parts of a line chart stand, in pixels.
struct LineChartLayout {
  let width: Double
  let height: Double
  let title: [(text: String, start: Point)]
  let plot: Box
  let x: AxisScale
  let y: AxisScale
  /// Room for names behind the lines' ends; 0 where they stand in a legend.
  let nameRoom: Double
  /// The legend of many series, below the plot.
  let legend: (block: CategoryLegend, corner: Point, arrangement: LegendArrangement)?

  init(_ chart: LineChart, _ scale: PrintScale) throws(FigureError) {
    width = chart.style.widest(scale)
    let names = chart.series.map(\.name).filter { !$0.isEmpty }
    let widestName = names.map { TextLine($0, scale.label).width }.max() ?? 0
    let isDirect = names.count <= 10

    var top = scale.margin
    var title: [(text: String, start: Point)] = []
    let room = width - 2 * scale.margin
    for line in TextFitting.wrapped(chart.title ?? "", width: room, limit: 2, style: scale.title) {
      title.append((line, Point(x: scale.margin, y: top + scale.title.size * 0.9)))
      top += scale.title.size * 1.25
    }
    self.title = title
    if !title.isEmpty { top += scale.points(4) }
    top += scale.label.size * 2.3  // the y axis's name lies over its end

    y = AxisScale(
      chart.yAxis, values: chart.series.flatMap(\.y), tickCount: 5, endsAtTicks: true)
    let tickWidth = y.ticks.map { TextLine($0.text, scale.number).width }.max() ?? 0
    let left = (scale.margin + tickWidth + scale.points(5)).rounded()
    nameRoom = isDirect && !names.isEmpty ? min(widestName, room * 0.35) + scale.points(12) : 0
    let lastTick = nameRoom > 0 ? 0 : scale.points(6)
    let plotWidth = (width - left - scale.margin - max(nameRoom, lastTick)).rounded()
    guard plotWidth >= scale.millimetres(15) else {
      throw FigureError(
        chart.title ?? "chart",
        .canvasTooSmall(
          width: width, minimum: width - plotWidth + scale.millimetres(15)))
    }
    plot = Box(
      x: left, y: top.rounded(), width: plotWidth,
      height: (plotWidth * chart.style.aspect).rounded())
    x = AxisScale(
      chart.xAxis, values: chart.series.flatMap(\.x),
      tickCount: max(Int(plotWidth / scale.millimetres(16)), 2), endsAtTicks: false)
    var bottom = plot.bottom + scale.points(4) + scale.number.size * 1.3
    if !chart.xAxis.title.isEmpty { bottom += scale.label.size * 1.5 }

    if isDirect {
      legend = nil
    } else {
      let entries = zip(chart.series, chart.colors).filter { !$0.0.name.isEmpty }.map {
        CategoryLegend.Entry(name: $0.name, color: $1, counts: [])
      }
      let block = CategoryLegend(title: "", entries: entries)
      var arrangement = LegendArrangement(side: .below, columns: 1, textSize: 7, longestName: 18)
      for columns in 1...12 {
        let wider = LegendArrangement(
          side: .below, columns: columns, textSize: 7, longestName: 18)
        if block.size(wider, scale).width <= room { arrangement = wider }
      }
      legend = (block, Point(x: scale.margin, y: bottom), arrangement)
      bottom += block.size(arrangement, scale).height
    }
    height = (bottom + scale.margin).rounded(.up)
  }
}
