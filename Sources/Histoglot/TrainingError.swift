/// Why training cannot go on.
public enum TrainingError: Error, CustomStringConvertible, Equatable {
  case diverged(steps: Int)
  case noCells
  case missingLabel(key: String, section: String, has: [String])
  case oneClass(key: String, only: String)
  case tooFewLabels(key: String, cells: Int)
  case keyKnown(key: String)

  public var description: String {
    switch self {
    case .diverged(let steps):
      "training: \(steps) steps in a row had no finite loss; lower --rate, or look at the counts with `histoglot inspect`"
    case .noCells:
      "training: no cell has any count on the genes the model knows; check the file with `histoglot inspect`"
    case .missingLabel(let key, let section, let has):
      "section \(section): obs has no label '\(key)'; it has \(has.isEmpty ? "none" : has.joined(separator: ", ")); name one of those with --label"
    case .oneClass(let key, let only):
      "label '\(key)': every labelled cell is '\(only)'; training needs at least two categories, so name another --label"
    case .tooFewLabels(let key, let cells):
      "label '\(key)': only \(cells) cells carry it; training needs at least 10, so add labelled sections"
    case .keyKnown(let key):
      "label '\(key)' is given twice; name each --label once"
    }
  }
}
