import Foundation

/// Where the text encoder of this machine lies.
public enum TextEncoderLocation {
  /// The variable that names a folder to use instead of the one in the cache.
  public static let variable = "HISTOGLOT_TEXT_ENCODER"

  /// Finds the folder: the one named, else the one in `HISTOGLOT_TEXT_ENCODER`, else where
  /// `tools/fetch-text-encoder` puts it.
  ///
  /// - Parameters:
  ///   - path: a folder the user named.
  ///   - environment: the variables of the process.
  /// - Returns: a Hugging Face folder that holds a `config.json`.
  /// - Throws: `TextEncoderError` where there is none, with the way to get one.
  public static func find(
    path: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> URL {
    let named = path ?? value(of: variable, in: environment)
    let folder = named.map { URL(fileURLWithPath: $0) } ?? cacheFolder(environment)
    let configuration = folder.appendingPathComponent(BERTConfiguration.fileName)
    guard FileManager.default.fileExists(atPath: configuration.path) else {
      throw TextEncoderError(path: folder.path, reason: .noEncoder)
    }
    return folder
  }

  /// `${HISTOGLOT_CACHE:-${XDG_CACHE_HOME:-~/.cache}/histoglot}/text-encoder/all-MiniLM-L6-v2`, the
  /// folder of `tools/fetch-text-encoder`.
  public static func cacheFolder(_ environment: [String: String]) -> URL {
    let cache: URL
    if let own = value(of: "HISTOGLOT_CACHE", in: environment) {
      cache = URL(fileURLWithPath: own)
    } else {
      let user =
        value(of: "XDG_CACHE_HOME", in: environment).map { URL(fileURLWithPath: $0) }
        ?? (value(of: "HOME", in: environment).map { URL(fileURLWithPath: $0) }
        ?? FileManager.default.homeDirectoryForCurrentUser).appendingPathComponent(".cache")
      cache = user.appendingPathComponent("histoglot")
    }
    return cache.appendingPathComponent("text-encoder/all-MiniLM-L6-v2")
  }

  /// A variable that is empty counts as one that is not set, as in a shell's `${name:-…}`.
  private static func value(of name: String, in environment: [String: String]) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
