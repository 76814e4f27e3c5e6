extension PretrainingOptions {
  /// What these have and others have not, as a user types it: `--epochs 6 (now 8)`; nil where they are
  /// the same.
  func difference(from other: PretrainingOptions) -> String? {
    if self == other { return nil }
    func words(_ option: String, _ own: String?, _ others: String?) -> String? {
      if own == others { return nil }
      return (own.map { "\(option) \($0)" } ?? "no \(option)") + " (now \(others ?? "none"))"
    }
    func list(_ parts: [ModelPart]) -> String? {
      parts.isEmpty ? nil : parts.map(\.rawValue).joined(separator: ",")
    }
    let typed = [
      words("--preset", preset.rawValue, other.preset.rawValue),
      words("--epochs", epochs.map(String.init), other.epochs.map(String.init)),
      words("--seed", String(seed), String(other.seed)),
      words("--rate", String(rate), String(other.rate)),
      words("--without", list(without), list(other.without)),
    ].compactMap { $0 }
    return typed.isEmpty
      ? "settings of another version of this program" : typed.joined(separator: ", ")
  }
}
