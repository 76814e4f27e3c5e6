/// What names a term for good: `CL:0000128` in the Cell Ontology, `histoglot:layer_5_pyramidal_neuron` in the
/// built-in table, `markers:goblet_cells` for a type that only a marker table knows.
public struct TermID: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  public var rawValue: String

  public init(_ rawValue: String) { self.rawValue = rawValue }

  /// An id made of a name: lower case, with underscores.
  init(prefix: String, name: String) {
    let slug = name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
    self.init("\(prefix):\(String(slug))")
  }

  public static func < (left: TermID, right: TermID) -> Bool { left.rawValue < right.rawValue }
  public var description: String { rawValue }
}
