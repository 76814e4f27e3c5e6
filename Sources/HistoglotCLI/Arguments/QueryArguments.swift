import ArgumentParser
import Histoglot

extension QueryOptions.Method: ExpressibleByArgument {}

/// How sections are asked for regions in words.
struct QueryArguments: ParsableArguments {
  @Option(help: "How phrases are answered: facts (of regions and cells), or likeness (cosines).")
  var by = QueryOptions().method

  @Option(help: "Over how many cells scores are averaged.")
  var smoothingCells: Int = QueryOptions().smoothingCells

  @OptionGroup var typing: CellTypeArguments

  func validate() throws {
    if !(1...10_000).contains(smoothingCells) {
      throw ValidationError("--smoothing-cells must lie between 1 and 10000.")
    }
  }

  var options: QueryOptions {
    var options = QueryOptions()
    options.method = by
    options.smoothingCells = smoothingCells
    options.threads = typing.threading.count
    return options
  }
}
