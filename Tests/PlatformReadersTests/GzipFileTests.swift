import CellSections
import Foundation
import PlatformReaders
import Testing

@Suite("Compressed files")
struct GzipFileTests {
  let text = "cell,A,B\n" + (0..<5000).map { "c\($0),\($0 % 7),\($0 % 3)\n" }.joined()

  @Test("Several members one after another are one file")
  func members() throws {
    let opened = try SmallFolder(files: ["counts.csv.gz": text]).open("counts.csv.gz")
    #expect(opened.sections[0].cellCount == 5000)
    #expect(
      opened.report.counts.total == (0..<5000).reduce(0) { $0 + $1 % 7 + $1 % 3 })
  }

  @Test("A file cut off, or with a flipped bit, is refused, not read in part")
  func damaged() throws {
    try SmallFolder(files: ["counts.csv.gz": text]).written { folder in
      let path = "\(folder)/counts.csv.gz"
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      for cut in [bytes.count - 3, bytes.count - 9, bytes.count * 3 / 4, 30] {
        try bytes.prefix(cut).write(to: URL(fileURLWithPath: path))
        try expectRefusal(path)
      }
      var flipped = bytes
      flipped[bytes.count / 4] ^= 4
      try flipped.write(to: URL(fileURLWithPath: path))
      try expectRefusal(path)
    }
  }

  func expectRefusal(_ path: String) throws {
    let error = try #require(throws: PlatformError.self) { try SectionSource.open(path) }
    switch error.reason {
    case .damagedGzip: break
    // A flipped bit may be met as text that is no number before the checksum is.
    case .malformedTable, .unrecognized: break
    default: Issue.record("\(error)")
    }
  }
}
