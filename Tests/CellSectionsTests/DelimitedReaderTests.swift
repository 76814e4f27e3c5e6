import CellSections
import Testing

@Suite("Separated values")
struct DelimitedReaderTests {
  /// All rows, however the bytes come in chunks.
  func rows(_ text: String, separator: Character = ",", chunkSize: Int = 1 << 20) throws
    -> [[String]]
  {
    var reader = DelimitedReader(
      ByteChunks(bytes: Array(text.utf8), chunkSize: chunkSize), separator: separator)
    var rows: [[String]] = []
    while try reader.next() { rows.append(reader.row.texts) }
    return rows
  }

  func failure(_ text: String) throws -> DelimitedTextError? {
    do {
      _ = try rows(text)
      return nil
    } catch let error as DelimitedTextError { return error }
  }

  @Test(
    "Quotes, doubled quotes, separators and line ends in quotes, CR LF, a byte-order mark, blank lines"
  )
  func dialects() throws {
    let text = "\u{feff}a,\"b,1\",\"c\"\"d\"\r\n\r\n\"x\ny\",,\"\"\n\nµ,é,z"
    let expected = [["a", "b,1", "c\"d"], ["x\ny", "", ""], ["µ", "é", "z"]]
    for chunkSize in [1, 2, 3, 5, 1000] {
      #expect(try rows(text, chunkSize: chunkSize) == expected)
    }
    #expect(try rows("a\tb,c\n1\t2\n", separator: "\t") == [["a", "b,c"], ["1", "2"]])
    #expect(try rows("") == [])
    #expect(try rows("\n\r\n") == [])
    #expect(try rows("a,b,") == [["a", "b", ""]])
    #expect(try rows("\"\"\n") == [])
  }

  @Test("What is no table is refused with its line")
  func refusals() throws {
    #expect(try failure("a,b\n1,\"2\n3,4\n") == .init(line: 2, reason: .unclosedQuote))
    #expect(try failure("a\n\"b\nc\" d\n") == .init(line: 2, reason: .textAfterQuote))
    #expect(try failure("a,b\n1,\u{0}\n") == .init(line: 2, reason: .notText))
    var reader = DelimitedReader(ByteChunks(bytes: [0xff, 0xfe, 65, 0]))
    #expect(throws: DelimitedTextError(line: 1, reason: .notText)) { try reader.next() }
  }

  @Test("A line longer than the limit is refused without reading it to its end")
  func hugeLine() throws {
    var served = 0
    let endless = ByteChunks {
      served += 1
      return [UInt8](repeating: UInt8(ascii: "1"), count: 1000)
    }
    var reader = DelimitedReader(endless, longestLine: 5000)
    #expect(throws: DelimitedTextError(line: 1, reason: .lineTooLong(limit: 5000))) {
      try reader.next()
    }
    #expect(served < 10)
  }

  @Test("Lines are counted through quoted line ends and blank lines")
  func lineNumbers() throws {
    var reader = DelimitedReader(ByteChunks(bytes: Array("a\n\"b\n\nc\"\n\nd\n".utf8)))
    var lines: [Int] = []
    while try reader.next() { lines.append(reader.row.line) }
    #expect(lines == [1, 2, 6])
  }

  @Test("Numbers are read exactly, and what is none is refused with line and column")
  func numbers() throws {
    var reader = DelimitedReader(
      ByteChunks(bytes: Array("12,-3,1e2, 4.5 ,x,,NA,nan,inf,2.5,3000000000,007\n".utf8)))
    #expect(try reader.next())
    let row = reader.row
    func failure<Value>(_ read: () throws(DelimitedTextError) -> Value) -> DelimitedTextError
      .Reason?
    {
      do throws(DelimitedTextError) {
        _ = try read()
        return nil
      } catch { return error.reason }
    }
    #expect(try (0...3).map { try row.number($0, column: "c") } == [12, -3, 100, 4.5])
    #expect(try row.count(0, column: "c") == 12)
    #expect(try row.count(2, column: "c") == 100)
    #expect(try row.count(11, column: "c") == 7)
    #expect(
      failure { () throws(DelimitedTextError) in try row.number(4, column: "c") }
        == .notANumber(column: "c", text: "x"))
    #expect(
      failure { () throws(DelimitedTextError) in try row.number(5, column: "c") }
        == .missingValue(column: "c"))
    #expect(
      failure { () throws(DelimitedTextError) in try row.number(6, column: "c") }
        == .missingValue(column: "c"))
    #expect(
      failure { () throws(DelimitedTextError) in try row.number(7, column: "c") }
        == .notFinite(column: "c"))
    #expect(
      failure { () throws(DelimitedTextError) in try row.number(8, column: "c") }
        == .notFinite(column: "c"))
    #expect(
      failure { () throws(DelimitedTextError) in try row.count(1, column: "c") }
        == .notACount(column: "c", value: -3))
    #expect(
      failure { () throws(DelimitedTextError) in try row.count(9, column: "c") }
        == .notACount(column: "c", value: 2.5))
    #expect(
      failure { () throws(DelimitedTextError) in try row.count(10, column: "c") }
        == .notACount(column: "c", value: 3e9))
  }

  @Test("A table has unique columns and rows as long as its header")
  func tables() throws {
    func table(_ text: String) throws -> DelimitedTable {
      try DelimitedTable(ByteChunks(bytes: Array(text.utf8)))
    }
    var good = try table("\"\",x,y\nc,1,2\n")
    #expect(good.columns == ["", "x", "y"])
    #expect(good.place("y") == 2)
    #expect(try good.require("z", "x") == 1)
    #expect(try good.next())
    #expect(good.row.texts == ["c", "1", "2"])
    #expect(try !good.next())
    #expect(
      throws: DelimitedTextError(
        line: 1, reason: .missingColumn(names: ["z"], found: ["", "x", "y"]))
    ) {
      try good.require("z")
    }
    #expect(throws: DelimitedTextError(line: 1, reason: .duplicateColumn("a"))) {
      try table("a,b,a\n")
    }
    #expect(throws: DelimitedTextError(line: 1, reason: .empty)) { try table("\n\n") }
    var ragged = try table("a,b\n1,2\n\n1,2,3\n")
    #expect(try ragged.next())
    #expect(throws: DelimitedTextError(line: 4, reason: .ragged(found: 3, expected: 2))) {
      try ragged.next()
    }
  }
}
