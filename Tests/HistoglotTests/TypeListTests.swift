import Foundation
import Histoglot
import Testing

@Suite("Lists of types")
struct TypeListTests {
  private static func reason(_ work: () throws -> Void) -> ZeroShotError.Reason? {
    do {
      try work()
      return nil
    } catch let error as ZeroShotError {
      #expect(!error.description.contains("\n"))
      return error.reason
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  private static func written(_ text: String) throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("types-\(UUID())")
    try Data(text.utf8).write(to: url)
    return url.path
  }

  @Test("Names stand with commas between, in quotes where they hold a comma")
  func names() throws {
    let types = try TypeList.names(" microglia, astrocyte ,\"Neuron, \"\"large\"\"\"")
    #expect(types.map(\.name) == ["microglia", "astrocyte", "Neuron, \"large\""])
  }

  @Test("Names of any script, with signs, are names")
  func scripts() throws {
    let names = ["小胶质细胞", "нейрон", "Zelle; DROP TABLE", "=1+1", "CD4⁺ T/NK", "é"]
    #expect(try TypeList.names(names.joined(separator: ",")).map(\.name) == names)
  }

  @Test(
    "No name, a name twice, and quotes that do not close are refused in one line",
    arguments: ["", " , ,", "a,b,A", "\"a", "\"a\"b,c", "a\u{7}b"])
  func refused(text: String) {
    #expect(Self.reason { _ = try TypeList.names(text) } != nil)
  }

  @Test("Ten thousand names work; more than anybody means are refused")
  func many() throws {
    let names = (0..<TypeList.mostTypes).map { "type \($0)" }
    #expect(try TypeList.names(names.prefix(10_000).joined(separator: ",")).count == 10_000)
    let one = names.joined(separator: ",") + ",one more"
    #expect(
      Self.reason { _ = try TypeList.names(one) }
        == .tooManyTypes(TypeList.mostTypes + 1, most: TypeList.mostTypes))
  }

  @Test("A name as long as a book is refused")
  func long() {
    let name = String(repeating: "x", count: TypeList.longestName + 1)
    #expect(
      Self.reason { _ = try TypeList.names(name) }
        == .nameTooLong(String(repeating: "x", count: 40)))
  }

  @Test("A file has one name a line")
  func lines() throws {
    let path = try Self.written("microglia\r\n\n  layer 2/3, upper\n\"quoted\"\n")
    #expect(try TypeList.file(path).map(\.name) == ["microglia", "layer 2/3, upper", "quoted"])
  }

  @Test("A table has names, markers and negative markers", arguments: [",", "\t"])
  func table(separator: String) throws {
    let rows = [
      ["name", "markers", "negative_markers", "note"], ["astrocyte", "Aqp4 Gfap;Aldoc", "Mog", ""],
      ["nameless cell", "", "", "x"],
    ]
    let path = try Self.written(
      rows.map { $0.joined(separator: separator) }.joined(separator: "\n"))
    let types = try TypeList.file(path)
    #expect(types.map(\.name) == ["astrocyte", "nameless cell"])
    #expect(types[0].markers == ["Aqp4", "Gfap", "Aldoc"])
    #expect(types[0].negativeMarkers == ["Mog"])
    #expect(types[1].markers.isEmpty)
  }

  @Test(
    "A table whose columns are parted by semicolons, as spreadsheets write them, is a table too")
  func semicolons() throws {
    let types = try TypeList.file(
      try Self.written("\u{FEFF}name;markers\nastrocyte;Aqp4,Gfap|Aldoc\n\"T; NK\";\n"))
    #expect(types.map(\.name) == ["astrocyte", "T; NK"])
    #expect(types[0].markers == ["Aqp4", "Gfap", "Aldoc"])
    // A list of names that hold semicolons is none.
    let names = try TypeList.file(try Self.written("Zelle; klein\nZelle; groß\n"))
    #expect(names.map(\.name) == ["Zelle; klein", "Zelle; groß"])
  }

  @Test(
    "What looks like a file and is none is no name",
    arguments: ["/nonexist.csv", "types.csv", "./lists/types", "my types.TSV", "names.txt"])
  func missingFile(text: String) {
    #expect(Self.reason { _ = try TypeList.types(text) } == .noFile)
  }

  @Test("Names with slashes and dots are names", arguments: ["L2/3 IT", "T/NK, B", "Oligo.1"])
  func notFiles(text: String) throws {
    #expect(try TypeList.types(text) == TypeList.names(text))
  }

  @Test("A ragged table, an empty one, and no file at all are refused")
  func malformed() throws {
    let ragged = try Self.written("name,markers\na,b,c\n")
    #expect(Self.reason { _ = try TypeList.file(ragged) } != nil)
    let empty = try Self.written("")
    #expect(Self.reason { _ = try TypeList.file(empty) } == .noTypes)
    let headerOnly = try Self.written("name,markers\n")
    #expect(Self.reason { _ = try TypeList.file(headerOnly) } == .noTypes)
    #expect(Self.reason { _ = try TypeList.file("/nowhere/types") } != nil)
  }
}
