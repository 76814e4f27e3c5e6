/// By whose mean and deviation the genes that an expert sees become z-scores.
///
/// Sections of one experiment are best seen on one scale: that they hold other cells is then not taken away. Sections of
/// different patients or batches may be set apart by more than what is asked, and are best seen each on its own.
public enum InputScale: String, CaseIterable, Codable, Sendable {
  /// That of all the sections which the model learned from.
  case training
  /// That of the section itself.
  case section
}
