import Foundation

/// The bytes of a file of the folder.
func readFile(_ url: URL) throws -> Data {
  guard FileManager.default.fileExists(atPath: url.path) else {
    throw TextEncoderError(path: url.path, reason: .missingFile)
  }
  do {
    return try Data(contentsOf: url)
  } catch {
    throw TextEncoderError(path: url.path, reason: .unreadable(error.localizedDescription))
  }
}
