import AnnDataFiles
import ArgumentParser
import CellSections
import Foundation
import PlatformReaders
import TissueMaps

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draws sections as PNG maps: every cell a point, colored by a label or a gene.",
    discussion: """
      Example:
        histoglot render annotated.h5ad --color-by cell_type -o cells.png
        histoglot render annotated.h5ad --color-by Mbp --theme dark -o mbp.png
        histoglot render annotated.h5ad --color-by region --highlight L4 --flip-x \\
          -o layer4.png
      """)

  @Argument(help: SectionArguments.inputs)
  var file: String

  @Option(help: "An obs key or a gene.")
  var colorBy: String

  @Option(name: [.short, .long], help: "The PNG file to write.")
  var output: String

  @Option(help: "Draw the truth in this obs key beside it, and where the two differ.")
  var compareWith: String?

  @Option(help: "A title over the figure (default: what the colors show).")
  var title: String?

  @Option(help: "light or dark.")
  var theme: ThemeName = .light

  @Option(help: "Width when printed, in mm (default: as it needs, at most 180).")
  var width: Double?

  @Option(help: "Dots per inch.")
  var dpi: Double = 300

  @Flag(help: "Left and right change places.")
  var flipX = false

  @Flag(help: "Top and bottom change places.")
  var flipY = false

  @Option(help: "Turn with the clock, in degrees.")
  var rotate: Double = 0

  @Option(help: "Show this category before all others; may be given several times.")
  var highlight: [String] = []

  @Option(help: "Draw these sections only; may be given several times.")
  var only: [String] = []

  @Option(help: "Size of points, as a multiple of the automatic one, from 0.05 to 20.")
  var pointSize: Double = 1

  @Flag(help: "Draw raw counts of a gene instead of log1p of counts scaled to the median library.")
  var raw = false

  @Flag(help: "Leave out the tissue image of a Visium folder.")
  var noImage = false

  @OptionGroup var reading: SectionArguments

  enum ThemeName: String, ExpressibleByArgument, CaseIterable {
    case light, dark
  }

  func validate() throws {
    if !PointSize.factors.contains(pointSize) {
      throw ValidationError(
        "--point-size is a multiple of the automatic size, a number from 0.05 to 20, not \(pointSize)."
      )
    }
    if !rotate.isFinite { throw ValidationError("--rotate is an angle in degrees, not \(rotate).") }
    if let width, !(1...2000).contains(width) {
      throw ValidationError("--width is in mm, a number from 1 to 2000, not \(width).")
    }
    if !(10...10_000).contains(dpi) {
      throw ValidationError("--dpi is a number from 10 to 10000, not \(dpi).")
    }
  }

  func run() throws {
    try requireWritable(output)
    let input = try input()
    let sections = input.sections
    let drawn = Set(try sections.keeping(only).map(\.name))
    let style = MapStyle(
      theme: theme == .light ? .light : .dark,
      width: width.map { .millimetres($0) } ?? .automatic, dotsPerInch: dpi, flipX: flipX,
      flipY: flipY, rotation: rotate, highlighted: highlight)
    let image = noImage ? nil : try image(of: input)
    let figure = try figure(
      of: sections, drawing: drawn, style, image: image, spotDiameter: input.opened.spotDiameter,
      numbers: numbers(in: input))
    try requireWritable(picture: output, apartFrom: [file])
    let picture = try figure.draw()
    try picture.raster.write(to: output, dotsPerInch: dpi)
    ProgressLog().say(notes: notes(of: input) + picture.notes)
  }

  /// What reading noted, but for colours of keys that are not drawn.
  private func notes(of input: SectionInput) -> [String] {
    let drawn = ([colorBy] + (compareWith.map { [$0] } ?? [])).map { "uns['\($0)_colors']" }
    return input.loaded.report.notes.filter { note in
      !(note.hasPrefix("uns['") && note.contains("_colors']"))
        || drawn.contains { note.hasPrefix($0) }
    }
  }

  /// Reads the input; what is not among its usual labels and genes is asked for by name.
  private func input() throws -> SectionInput {
    let usual = try SectionInput(file, reading.options())
    let wanted = [colorBy] + (compareWith.map { [$0] } ?? [])
    let missing = wanted.filter { key in
      !usual.sections.allSatisfy { section in
        section.label(key) != nil || section.genes.contains { $0.name == key }
      }
    }
    if missing.isEmpty { return usual }
    // Where it is not there either, the complaint names labels and genes alike.
    return (try? SectionInput(file, reading.options(labels: missing))) ?? usual
  }

  /// The picture under the spots, where a Visium folder has one.
  private func image(of input: SectionInput) throws -> TissueMaps.TissueImage? {
    guard let image = input.opened.tissueImages.first else { return nil }
    return TissueMaps.TissueImage(
      raster: try Raster.readPNG(at: image.path), pixelsPerStep: image.pixelsPerStep)
  }

  private func figure(
    of sections: [CellSection], drawing drawn: Set<String>, _ style: MapStyle,
    image: TissueMaps.TissueImage?,
    spotDiameter: Double?, numbers: [String: [Double?]]
  ) throws -> TissueMap {
    if let compareWith {
      var (panels, companions) = ([MapPanel](), [MapPanel]())
      for section in sections {
        let truth = try label(compareWith, of: section)
        let prediction = try label(colorBy, of: section)
        guard let coordinates = section.coordinates else { throw CommandError.noCoordinates(file) }
        let compared = TissueMap.comparison(
          coordinates: coordinates, truth: truth, prediction: prediction, style: style)
        for var panel in compared.panels {
          if drawn.count > 1 { panel.name = "\(section.name), \(panel.name)" }
          if drawn.contains(section.name) { panels.append(panel) } else { companions.append(panel) }
        }
      }
      var style = style
      style.legendCounts = drawn.count == 1 ? .perPanel : .total
      let shown = drawn.count == 1 ? "\(compareWith), \(drawn.first ?? "")" : compareWith
      var map = TissueMap(title: title ?? shown, panels: panels, style: style)
      map.companions = companions
      return map
    }
    let panels = try sections.map { section in
      guard section.coordinates != nil else { throw CommandError.noCoordinates(file) }
      return try MapPanel(
        section: section,
        coloring: numbers[section.name].map { .numbers(name: colorBy, values: $0) }
          ?? coloring(of: section), image: image,
        pointSize: size(spotDiameter), observation: spotDiameter == nil ? .cell : .spot)
    }
    var map = TissueMap(
      title: title ?? colorBy, panels: panels.filter { drawn.contains($0.name) }, style: style)
    map.companions = panels.filter { !drawn.contains($0.name) }
    return map
  }

  /// A numeric obs column of an .h5ad file, by section; empty where the key is none. Whole numbers of few values, such as
  /// clusters, are categories.
  private func numbers(in input: SectionInput) -> [String: [Double?]] {
    let isCategorical = input.sections.contains { section in
      section.label(colorBy).map { $0.categories.count <= Self.mostNumberedCategories } ?? false
    }
    guard !isCategorical, let opened = try? AnnDataFile(path: file),
      let column = try? opened.column(colorBy, of: .obs), let values = column.numbers
    else { return [:] }
    var found: [String: [Double?]] = [:]
    for (section, rows) in zip(input.sections, input.loaded.rows) {
      found[section.name] = rows.map { values[$0].isFinite ? values[$0] : nil }
    }
    return found
  }

  /// As many as the palette has colors.
  private static let mostNumberedCategories = 48

  private func size(_ spotDiameter: Double?) -> PointSize {
    if pointSize != 1 { return .scaled(pointSize) }
    return spotDiameter.map { .diameter(steps: $0) } ?? .automatic
  }

  private func label(_ key: String, of section: CellSection) throws -> LabelColumn {
    guard let column = section.label(key) else {
      throw CommandError.noKey(key, path: file, has: section.labels.map(\.name))
    }
    return column
  }

  private func coloring(of section: CellSection) throws -> CellColoring {
    if let column = section.label(colorBy) { return .categories(column) }
    guard let gene = section.genes.firstIndex(where: { $0.name == colorBy }) else {
      throw CommandError.noKey(colorBy, path: file, has: section.labels.map(\.name))
    }
    let statistics = SectionStatistics(section.counts)
    var values = [Double?](repeating: 0, count: section.cellCount)
    for cell in 0..<section.cellCount {
      for entry in section.counts.entries(of: cell)
      where section.counts.columns[entry] == Int32(gene) {
        let count = section.counts.values[entry]
        values[cell] =
          raw
          ? Double(count)
          : statistics.expression(
            count: count, librarySize: Double(statistics.librarySizes[cell]))
      }
    }
    return .numbers(name: raw ? "\(colorBy) (counts)" : "\(colorBy) (log1p)", values: values)
  }
}
