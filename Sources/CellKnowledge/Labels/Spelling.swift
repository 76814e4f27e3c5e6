import Foundation

/// The rules by which words of labels are made alike.
enum Spelling {
  /// A letter or digit in lower case without accents, Greek letters by name.
  static func plain(_ character: Character) -> String {
    if character.isASCII { return character.lowercased() }
    if let name = greek[character] { return name }
    let folded = character.lowercased().decomposedLetters
    return folded.isEmpty ? character.lowercased() : folded
  }

  private static let greek: [Character: String] = [
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "µ": "micro",
    "μ": "micro", "ø": "o", "φ": "phi", "Φ": "phi", "ß": "ss",
  ]

  /// Words that tell nothing of the type.
  static let silent: Set<String> = [
    "cell", "of", "the", "in", "and", "a", "an", "at", "type", "positive", "with", "from",
  ]

  /// Cortical areas by which labels of regions begin.
  static let areas: Set<String> = [
    "visp", "vis", "v1", "ssp", "s1", "mop", "mos", "aud", "audp", "aca", "pfc", "mpfc", "rsp",
    "ctx",
  ]

  /// Words of one meaning under one spelling.
  static let common: [String: String] = [
    "tumor": "tumour", "gray": "grey", "center": "centre", "fiber": "fibre",
    "hematopoietic": "haematopoietic", "neurone": "neuron", "myofiber": "myofibre",
    "leucocyte": "leukocyte", "neuroglia": "glia", "mueller": "muller",
    "macrophages": "macrophage", "estrogen": "oestrogen", "esophagus": "oesophagus",
  ]

  /// Shortened words in labels, written out.
  static let long: [String: String] = [
    "inh": "inhibitory", "inhib": "inhibitory", "exc": "excitatory", "excit": "excitatory",
    "ex": "excitatory", "pyr": "pyramidal", "prog": "progenitor", "vasc": "vascular",
    "mac": "macrophage", "mono": "monocyte", "lymph": "lymphocyte", "endo": "endothelial",
    "epi": "epithelial", "fibro": "fibroblast", "fib": "fibroblast", "oligo": "oligodendrocyte",
    "astro": "astrocyte", "micro": "microglia", "peri": "pericyte", "pv": "pvalb",
    "som": "sst", "neut": "neutrophil", "glut": "glutamatergic", "gaba": "gabaergic",
    "adipo": "adipocyte", "kera": "keratinocyte", "epith": "epithelial", "strom": "stromal",
    "tum": "tumour", "mye": "myeloid", "sm": "smooth muscle",
  ]

  /// A word without the ending of its plural.
  static func singular(_ word: String) -> String {
    guard word.count > 3, word.hasSuffix("s") else { return word }
    for kept in ["ss", "us", "is", "as", "os"] where word.hasSuffix(kept) {
      // oligos and astros are plurals all the same.
      return ["oligos", "astros", "endos"].contains(word) ? String(word.dropLast()) : word
    }
    if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
    return String(word.dropLast())
  }

  /// Words that make any label one of no cell type.
  static let nothing: Set<String> = [
    "unknown", "undetermined", "unassigned", "unclassified", "unidentified", "doublet",
    "multiplet", "ambiguous", "artefact", "artifact", "debri", "debris", "ungated", "unlabelled",
    "unlabeled", "undefined", "outside", "excluded", "removed", "quality", "obsolete",
  ]

  /// Words that are no cell type where no other stands beside them.
  static let empty: Set<String> = [
    "na", "nan", "none", "zero", "other", "mixed", "background", "null", "noise", "filtered",
    "blank", "misc", "low", "cluster",
  ]

  /// Words that turn a label into its opposite.
  static let negations: Set<String> = ["non", "not", "no", "without", "negative"]

  /// Words that say what state a cell is in and not what type it is.
  static let states: Set<String> = [
    "activated", "resting", "proliferating", "cycling", "stressed", "adult", "human", "mouse",
    "normal", "inflammatory", "other", "general", "subtype", "subset", "cluster", "high", "low",
    "putative", "like",
  ]

  /// Whether a word looks like a gene's symbol and not like a word: letters with a digit, as `cpeb4`.
  static func looksLikeGene(_ word: String) -> Bool {
    word.count >= 3 && word.first?.isLetter == true && word.contains(where: \.isNumber)
      && word.allSatisfy(\.isASCII)
  }
}

extension String {
  /// The base letters of a text, without combining marks.
  fileprivate var decomposedLetters: String {
    String(
      String.UnicodeScalarView(
        decomposedStringWithCanonicalMapping.unicodeScalars.filter {
          !(0x300...0x36F).contains($0.value)
        }))
  }
}
