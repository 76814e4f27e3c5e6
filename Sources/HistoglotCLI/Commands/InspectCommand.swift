import ArgumentParser
import CellSections
import Foundation
import PlatformReaders

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Says what is in a file: cells, genes, labels, where counts are, sections, units.",
    discussion: """
      Example:
        histoglot inspect section.h5ad
        histoglot inspect section.h5ad --json | jq .sections
      """)

  @Argument(help: SectionArguments.inputs)
  var file: String

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var reading: SectionArguments

  func run() throws {
    let report = try SectionSource(recognizing: file).inspect(reading.options())
    if json {
      print(try readableJSON(report))
    } else {
      print(report.text(of: file))
    }
  }
}

extension SectionInspection {
  /// What was found, for a person to read.
  fileprivate func text(of path: String) -> String {
    var lines = ["\(path): \(kind), \(cells.of("cell")) × \(genes.of("gene"))"]
    if let counts { lines.append("counts    \(counts.element), \(counts.total) in all") }
    if let problem { lines.append("problem   \(problem)") }
    if !sections.isEmpty {
      lines.append(
        "sections  "
          + sections.map { "\($0.name) (\($0.cells.of("cell")))" }.joined(separator: ", "))
    }
    lines.append("spatial   " + (spatial.map { "yes, unit: \($0.units)" } ?? "none"))
    lines.append("obs")
    for column in obs {
      let categories = column.categories.map { names in
        let shown = names.prefix(8).joined(separator: ", ")
        return ", \(names.count): \(shown)\(names.count > 8 ? ", …" : "")"
      }
      lines.append("  \(column.name): \(column.kind)\(categories ?? "")")
    }
    for note in notes { lines.append("note      \(note)") }
    for element in unreadable {
      lines.append("unreadable \(element.element): \(element.reason)")
    }
    return lines.joined(separator: "\n")
  }
}
