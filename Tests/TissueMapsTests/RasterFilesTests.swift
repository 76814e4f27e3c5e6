import Foundation
import Testing
import TissueMaps

struct RasterFilesTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("tissue-maps-\(UUID().uuidString)")

  /// A picture of every color and, if asked, every opacity.
  private func picture(width: Int, height: Int, isOpaque: Bool) -> Raster {
    let pixels = (0..<width * height).flatMap { index -> [UInt8] in
      [
        UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index / 7),
        UInt8(truncatingIfNeeded: index * 31),
        isOpaque ? 255 : UInt8(truncatingIfNeeded: index * 5),
      ]
    }
    return Raster(width: width, height: height, pixels: pixels)
  }

  @Test(arguments: [true, false])
  func `a picture written and read is the same picture`(isOpaque: Bool) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("picture.png").path
    let raster = picture(width: 61, height: 37, isOpaque: isOpaque)
    try raster.write(to: path)
    #expect(try Raster.readPNG(at: path) == raster)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["picture.png"])
  }

  @Test func `three hundred dots per inch are 11,811 pixels a metre, right after the header`()
    throws
  {
    let bytes = try picture(width: 3, height: 2, isOpaque: true).pngData()
    let chunk = Array(bytes[33..<54])
    #expect(Array(chunk[0..<8]) == [0, 0, 0, 9] + Array("pHYs".utf8))
    let density: [UInt8] = [0, 0, 0x2E, 0x23]
    #expect(Array(chunk[8..<17]) == density + density + [1])
    let sum = PNGChunk.crc32(Array(chunk[4..<17]))
    #expect(chunk[17..<21].reduce(0) { $0 << 8 | UInt32($1) } == sum)
  }

  @Test func `the same picture has the same bytes`() throws {
    let raster = picture(width: 100, height: 80, isOpaque: true)
    #expect(try raster.pngData() == raster.pngData())
  }

  @Test func `a file that cannot be written is an error and leaves the old file whole`() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let raster = picture(width: 4, height: 4, isOpaque: true)
    let missing = folder.appendingPathComponent("no/such/folder/map.png").path
    #expect(throws: FigureError(missing, .notWritten("No such file or directory"))) {
      try raster.write(to: missing)
    }
    // A folder stands where the file should go: writing beside works, renaming does not.
    let occupied = folder.appendingPathComponent("map.png")
    try FileManager.default.createDirectory(at: occupied, withIntermediateDirectories: true)
    #expect(throws: FigureError(occupied.path, .notWritten("Is a directory"))) {
      try raster.write(to: occupied.path)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["map.png"])
  }

  @Test func `an image that is missing, no image or cut off is refused`() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try picture(width: 64, height: 64, isOpaque: true).pngData()
    for (name, bytes) in [
      ("empty", []), ("text", Array("no image at all".utf8)),
      ("cut", Array(whole.prefix(whole.count / 2))),
    ] {
      let path = folder.appendingPathComponent(name).path
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let error = try #require(throws: FigureError.self) { try Raster.readPNG(at: path) }
      guard case .imageUnreadable(let detail) = error.reason else {
        Issue.record("\(name): \(error)")
        continue
      }
      #expect(!detail.isEmpty && error.place == path)
    }
    #expect(throws: FigureError.self) {
      try Raster.readPNG(at: folder.appendingPathComponent("nothing").path)
    }
  }

  @Test func `an image that promises too many pixels is refused before they are read`() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var bytes = try picture(width: 16, height: 16, isOpaque: true).pngData()
    // Width and height of the header become 100,000 each.
    for start in [16, 20] { bytes.replaceSubrange(start..<start + 4, with: [0, 1, 0x86, 0xA0]) }
    let sum = PNGChunk.crc32(Array(bytes[12..<29]))
    bytes.replaceSubrange(
      29..<33, with: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) })
    let path = folder.appendingPathComponent("huge.png").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(
      throws: FigureError(
        path, .imageTooLarge(width: 100_000, height: 100_000, pixelLimit: 1_000_000))
    ) {
      try Raster.readPNG(at: path, pixelLimit: 1_000_000)
    }
  }

  @Test func `a picture without pixels cannot be encoded`() {
    #expect(throws: FigureError.self) {
      try Raster(width: 0, height: 0, pixels: []).pngData()
    }
  }
}
