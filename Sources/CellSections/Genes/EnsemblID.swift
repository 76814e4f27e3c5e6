/// Ensembl gene ids: `ENSG00000128683`, `ENSMUSG00000070880.7`.
package enum EnsemblID {
  /// The id without its version, or nil where the text is no Ensembl gene id.
  package static func withoutVersion(_ text: String) -> String? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let id = parts.first, parts.count <= 2, id.hasPrefix("ENS") else { return nil }
    if parts.count == 2, parts[1].isEmpty || !parts[1].allSatisfy(\.isASCIIDigit) { return nil }
    let digits = id.suffix(11)
    let letters = id.dropLast(11)
    guard digits.count == 11, digits.allSatisfy(\.isASCIIDigit), letters.hasSuffix("G"),
      letters.allSatisfy({ $0.isASCII && $0.isUppercase })
    else { return nil }
    return String(id)
  }

  /// The species an id belongs to, for those whose prefix says it.
  static func species(of id: String) -> Species? {
    if id.hasPrefix("ENSG") { return .human }
    if id.hasPrefix("ENSMUSG") { return .mouse }
    if id.hasPrefix("ENSRNOG") { return .rat }
    return nil
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

extension Gene {
  /// The Ensembl id without version: the one known, or the name where it is one.
  var canonicalEnsemblID: String? {
    ensemblID.map { EnsemblID.withoutVersion($0) ?? $0 } ?? EnsemblID.withoutVersion(name)
  }
}
