import Foundation
import HistoglotCLI
import Testing

/// The simulated sections in `spatial-fixtures/`.
@Suite("Fixtures") struct SpatialFixturesTests {
  private struct Manifest: Decodable {
    struct File: Decodable {
      var file: String
      var command: String
      var seed: UInt64
      var sha256: String
    }
    var files: [File]
  }

  private let folder = Inputs.root.appendingPathComponent("spatial-fixtures")

  private func manifest() throws -> Manifest {
    let data = try Data(contentsOf: folder.appendingPathComponent("MANIFEST.json"))
    return try JSONDecoder().decode(Manifest.self, from: data)
  }

  @Test("The files are those of the manifest, by name and SHA-256")
  func digests() throws {
    let manifest = try manifest()
    let present = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(present) == Set(manifest.files.map(\.file) + ["MANIFEST.json"]))
    for entry in manifest.files {
      let digest = try FileDigest.sha256(ofFileAt: folder.appendingPathComponent(entry.file))
      #expect(digest == entry.sha256, "\(entry.file) differs; run tools/make-fixtures")
      #expect(entry.command.hasSuffix(" --seed \(entry.seed)"))
    }
  }

  @Test(
    "The manifest's commands make the same bytes again",
    .enabled(if: Program.isThere, "the program is not built beside the tests"))
  func remaking() throws {
    let scratch = try ScratchFolder()
    let manifest = try manifest()
    for command in Set(manifest.files.map(\.command)) {
      let words = command.split(separator: " ").map(String.init)
      #expect(words.first == "histoglot")
      let outcome = try Program().run(Array(words.dropFirst()), in: scratch.url)
      #expect(outcome.exitCode == 0, "\(command): \(outcome.errors)")
    }
    #expect(try scratch.names == manifest.files.map(\.file).sorted())
    for entry in manifest.files {
      let remade = try Data(contentsOf: scratch.url.appendingPathComponent(entry.file))
      let stored = try Data(contentsOf: folder.appendingPathComponent(entry.file))
      #expect(remade == stored, "\(entry.file) is not what the simulator makes now")
    }
  }
}
