import CZlib
import CellSections
import Foundation
import PlatformReaders

/// A folder of text files, as a vendor's run leaves it.
struct SmallFolder {
  var files: [String: String]

  /// Writes the files, those named `….gz` compressed, and hands over the folder's path.
  func written<Result>(_ body: (String) throws -> Result) throws -> Result {
    try TestData.withTemporaryFolder { folder in
      for (name, text) in files {
        let path = "\(folder)/\(name)"
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        if name.hasSuffix(".gz") {
          Self.writeCompressed(text, to: path)
        } else {
          try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        }
      }
      return try body(folder)
    }
  }

  /// Opens the folder, or a file in it.
  func open(
    _ name: String = "", _ options: SourceOptions = SourceOptions()
  ) throws -> OpenedSections {
    try written { folder in
      var options = options
      if let table = options.table.coordinatesFile {
        options.table.coordinatesFile = "\(folder)/\(table)"
      }
      return try SectionSource.open(name.isEmpty ? folder : "\(folder)/\(name)", options: options)
    }
  }

  /// Why opening fails, with the file's name and the place in it.
  func refusal(
    _ name: String = "", _ options: SourceOptions = SourceOptions()
  ) throws -> Refusal? {
    do {
      _ = try open(name, options)
      return nil
    } catch let error as PlatformError {
      return Refusal(
        file: URL(fileURLWithPath: error.file).lastPathComponent, place: error.place,
        reason: error.reason)
    }
  }

  struct Refusal: Equatable {
    var file: String
    var place: String?
    var reason: PlatformError.Reason
  }

  /// Writes gzip, one member for each half of the text, as parallel compressors do.
  static func writeCompressed(_ text: String, to path: String) {
    let bytes = Array(text.utf8)
    for (mode, half) in [("wb", bytes[..<(bytes.count / 2)]), ("ab", bytes[(bytes.count / 2)...])] {
      let file = gzopen(path, mode)
      half.withUnsafeBytes { _ = gzwrite(file, $0.baseAddress, UInt32($0.count)) }
      gzclose(file)
    }
  }
}
