import Foundation
import Testing
import TextEncoder

@Suite struct `The encoder is found, or how to get it is said` {
  @Test func `a named folder, then the variable, then the cache`() throws {
    try SmallEncoder.withFolder { folder in
      let environment = ["HISTOGLOT_TEXT_ENCODER": "/nowhere", "HISTOGLOT_CACHE": "/nowhere"]
      #expect(
        try TextEncoderLocation.find(path: folder.path, environment: environment).path
          == folder.path)
      #expect(
        try TextEncoderLocation.find(environment: ["HISTOGLOT_TEXT_ENCODER": folder.path]).path
          == folder.path)
      let cache = folder.appendingPathComponent("cache")
      let inside = cache.appendingPathComponent("text-encoder/all-MiniLM-L6-v2")
      try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: folder.appendingPathComponent("config.json"),
        to: inside.appendingPathComponent("config.json"))
      #expect(
        try TextEncoderLocation.find(
          environment: ["HISTOGLOT_CACHE": cache.path, "HISTOGLOT_TEXT_ENCODER": ""]
        ).path == inside.path)
    }
  }

  @Test func `the cache is where the tool puts it`() {
    func cache(_ environment: [String: String]) -> String {
      TextEncoderLocation.cacheFolder(environment).path
    }
    let name = "text-encoder/all-MiniLM-L6-v2"
    #expect(cache(["HOME": "/home/ada"]) == "/home/ada/.cache/histoglot/\(name)")
    #expect(cache(["HOME": "/home/ada", "XDG_CACHE_HOME": "/c"]) == "/c/histoglot/\(name)")
    #expect(cache(["XDG_CACHE_HOME": "/c", "HISTOGLOT_CACHE": "/h"]) == "/h/\(name)")
  }

  @Test func `where there is none, the tool that gets it is named`() throws {
    for environment in [["HISTOGLOT_CACHE": "/nowhere"], ["HISTOGLOT_TEXT_ENCODER": "/nowhere"]] {
      let error = #expect(throws: TextEncoderError.self) {
        try TextEncoderLocation.find(environment: environment)
      }
      #expect(error?.reason == .noEncoder)
      #expect("\(error.map { "\($0)" } ?? "")".contains("tools/fetch-text-encoder"))
    }
  }
}
