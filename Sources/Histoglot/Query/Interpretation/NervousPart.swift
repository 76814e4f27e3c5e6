/// Parts of the nervous system beside the cerebral hemispheres, by the words that name them: "the dorsal horn" is no
/// patch of cortex, though a text encoder finds neurons in both.
enum NervousPart: String, Sendable, CaseIterable {
  case cerebellum, brainstem, midbrain, thalamus, hypothalamus
  case spinalCord = "spinal cord"
  case olfactoryBulb = "olfactory bulb"
  case opticNerve = "optic nerve"
  case peripheralNerve = "peripheral nerve"
  case retina
  case ganglia = "peripheral ganglia"

  /// The first part that a phrase says something lies in; nil where it names none, or only as the far end of fibres:
  /// "large pyramidal cells that project to the spinal cord" lie elsewhere.
  static func named(in phrase: String) -> NervousPart? {
    let words = Self.words(phrase)
    return allCases.first { part in
      part.places(in: words).contains { !isFarEnd($0, of: words) }
    }
  }

  /// Whether words name this part at all.
  func isNamed(in phrase: String) -> Bool { !places(in: Self.words(phrase)).isEmpty }

  private static func words(_ phrase: String) -> [String] {
    phrase.lowercased().split { !$0.isLetter }.map(String.init)
  }

  /// Where the names of this part stand.
  private func places(in words: [String]) -> [Range<Int>] {
    names.flatMap { name -> [Range<Int>] in
      let name = name.split(separator: " ").map(String.init)
      guard name.count <= words.count else { return [] }
      return (0...words.count - name.count).compactMap { start in
        let own = start..<start + name.count
        let isName = zip(words[own], name).enumerated().allSatisfy { place, pair in
          pair.0 == pair.1 || place == name.count - 1 && pair.0 == pair.1 + "s"
        }
        // "basal ganglia" and "cerebro-spinal" are other things.
        let isOther = start > 0 && ["basal", "cerebro"].contains(words[start - 1])
        return isName && !isOther ? own : nil
      }
    }
  }

  /// Whether fibres lead to the place or from it, rather than that something lies there.
  private static func isFarEnd(_ place: Range<Int>, of words: [String]) -> Bool {
    // "spinal-projecting", "spinal cord-projecting"
    if words[place.upperBound...].prefix(2).contains("projecting") { return true }
    let before = words[..<place.lowerBound]
    guard
      let last = before.lastIndex(where: { leading.contains($0) || resting.contains($0) }),
      leading.contains(words[last])
    else { return false }
    return before[..<last].contains { word in ofFibres.contains { word.hasPrefix($0) } }
      && !(last > 0 && beside.contains(words[last - 1]))
  }

  private static let leading: Set<String> = ["to", "from", "toward", "towards", "into"]
  private static let resting: Set<String> = [
    "of", "in", "within", "inside", "at", "on", "near", "around", "along",
  ]
  private static let beside: Set<String> = ["close", "next", "adjacent", "near"]
  /// How words begin that speak of fibres and what they carry.
  private static let ofFibres = [
    "project", "descend", "ascend", "send", "receiv", "recipient", "input", "output", "axon",
    "fibre", "fiber", "afferent", "efferent", "connect", "tract", "signal", "relay", "reach",
    "leav", "target",
  ]

  /// In small letters and singular.
  private var names: [String] {
    switch self {
    case .cerebellum: ["cerebellum", "cerebella", "cerebellar", "purkinje"]
    case .brainstem:
      ["brainstem", "brain stem", "medulla", "medullary", "pons", "pontine", "hindbrain", "raphe"]
    case .midbrain:
      [
        "midbrain", "mesencephalon", "tectum", "substantia nigra", "ventral tegmental area",
        "superior colliculus", "inferior colliculus",
      ]
    case .thalamus: ["thalamus", "thalamic", "habenula"]
    case .hypothalamus: ["hypothalamus", "hypothalamic"]
    case .spinalCord: ["spinal", "dorsal horn", "ventral horn"]
    case .olfactoryBulb: ["olfactory bulb"]
    case .opticNerve: ["optic nerve", "optic chiasm", "optic tract"]
    case .peripheralNerve:
      [
        "sciatic", "peripheral nerve", "peripheral nervous system", "cranial nerve", "vagus",
        "vagal nerve", "trigeminal nerve", "facial nerve", "nerve root",
      ]
    case .retina: ["retina", "retinal"]
    case .ganglia: ["ganglion", "ganglia"]
    }
  }
}
