import CellSections

/// Why training cannot go on.
public enum TrainingError: Error, CustomStringConvertible, Equatable {
  case diverged(steps: Int)
  case lossNotFinite(epoch: Int)
  case noCells
  case missingLabel(key: String, section: String, has: [String])
  case oneClass(key: String, only: String)
  case noLabels(key: String)
  /// Two sections with the same counts.
  case sameCells(String, String)
  /// About as many categories as cells, as names of cells would have.
  case namesOfCells(key: String, categories: Int, cells: Int)
  case keyKnown(key: String)
  /// A name that an annotated file could not hold, or that means something else there.
  case unusableName(key: String, name: String)
  /// With several keys each names columns of its own.
  case unusableKey(String)
  /// To be left out of a model that does not have it, or that it was left out of.
  case partNotThere(ModelPart, preset: Preset)
  /// To be left out twice: by name, and with what it belongs to.
  case leftOutAlready(FinetuningPart, with: FinetuningPart)
  /// Every expert is left out.
  case noExpertLeft([FinetuningPart])

  public var description: String {
    switch self {
    case .diverged(let steps):
      "training: \(steps) steps in a row had no finite loss; lower --rate, or look at the counts with `histoglot inspect`"
    case .lossNotFinite(let epoch):
      "training: the loss of epoch \(epoch) is not finite; lower --rate, or look at the counts with `histoglot inspect`"
    case .noCells:
      "training: no cell has any count on the genes the model knows; check the file with `histoglot inspect`"
    case .missingLabel(let key, let section, let has):
      "section \(section): obs has no label '\(key)'; it has \(has.isEmpty ? "none" : has.joined(separator: ", ")); name one of those with --label"
    case .oneClass(let key, let only):
      "label '\(key)': every labelled cell is '\(only)'; training needs at least two categories, so name another --label"
    case .sameCells(let one, let other):
      "sections '\(one)' and '\(other)' hold the same cells, so that what is learned on one would be judged on the other; give each section once"
    case .noLabels(let key):
      "label '\(key)': no cell carries it; give sections with labels, or see whether --ignore names every category"
    case .namesOfCells(let key, let categories, let cells):
      "label '\(key)': \(categories) categories on \(cells) labelled cells look like names of cells, from which nothing can be learned; name a key whose categories several cells share"
    case .keyKnown(let key):
      "label '\(key)' is given twice; name each --label once"
    case .unusableName(let key, let name):
      "label '\(key)': '\(name)' cannot be learned, since annotated files give it another meaning or cannot name a column so; rename the category, or leave it out with --ignore"
    case .partNotThere(let part, let preset):
      "--without \(part.rawValue): preset \(preset.rawValue) has none, or it is named twice; leave the name away"
    case .leftOutAlready(let part, let other):
      part == other
        ? "--without \(part.rawValue): it is named twice; name it once"
        : "--without \(part.rawValue): it is left out with \(other.rawValue) already; name one of the two"
    case .noExpertLeft(let parts):
      "--without \(parts.map(\.rawValue).joined(separator: ",")): no expert is left that could learn the label; name fewer"
    case .unusableKey(let key):
      "label '\(key)': a key with '/' cannot be learned beside others, since it names columns of annotated files; rename it, or learn it alone"
    }
  }
}
