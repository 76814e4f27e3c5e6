import Foundation
import TextEncoder

/// What sentence-transformers makes of all-MiniLM-L6-v2, and where its weights lie on this machine.
enum ReferenceTexts {
  struct Word: Decodable {
    let text: String
    let ids: [Int32]
  }

  struct Sentence: Decodable {
    let text: String
    let ids: [Int32]
    let embedding: [Double]

    private enum CodingKeys: String, CodingKey {
      case text
      case ids = "input_ids"
      case embedding
    }
  }

  static func words() throws -> [Word] {
    try JSONDecoder().decode([Word].self, from: data("wordpiece_cases.json"))
  }

  static func sentences() throws -> [Sentence] {
    struct File: Decodable {
      let items: [Sentence]
    }
    return try JSONDecoder().decode(File.self, from: data("minilm_reference.json")).items
  }

  private static func data(_ name: String) throws -> Data {
    try Data(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Reference/\(name)"))
  }

  /// Where `HISTOGLOT_REQUIRE_DATA` is 1, tests run, and fail, without the weights.
  static var areAvailable: Bool {
    ProcessInfo.processInfo.environment["HISTOGLOT_REQUIRE_DATA"] == "1"
      || (try? TextEncoderLocation.find()) != nil
  }
}
