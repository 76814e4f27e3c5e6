extension Int {
  /// `1 cell`, `2 cells`, `0 cells`.
  ///
  /// - Parameter plural: where it is not the noun with an `s`.
  package func of(_ noun: String, plural: String? = nil) -> String {
    "\(self) \(self == 1 ? noun : plural ?? noun + "s")"
  }
}
