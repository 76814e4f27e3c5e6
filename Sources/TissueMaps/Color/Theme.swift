/// On what paper a figure is drawn.
public enum Theme: Sendable, Hashable, CaseIterable {
  /// White paper, for print.
  case light
  /// Near-black paper, for slides and posters.
  case dark

  /// The paper.
  public var background: Color { self == .light ? Color(0xFFFFFF) : Color(0x14171C) }
  /// Titles, names and what must be read first.
  var ink: Color { self == .light ? Color(0x1B1F24) : Color(0xF1F3F6) }
  /// Counts, ticks and what is read second.
  var quietInk: Color { self == .light ? Color(0x656C76) : Color(0xA0A8B4) }
  /// Axes and frames.
  var rule: Color { self == .light ? Color(0xB9BFC7) : Color(0x4C535E) }
  /// Grid lines.
  var hairline: Color { self == .light ? Color(0xE8EAED) : Color(0x272C34) }
  /// Cells of which nothing is known.
  public var missing: Color { self == .light ? Color(0xC8CCD1) : Color(0x575E69) }
  /// Cells of which is said that nothing is known.
  public var unknown: Color { self == .light ? Color(0xA3A9B1) : Color(0x747C88) }
  /// Cells that stand back behind highlighted ones.
  public var muted: Color { self == .light ? Color(0xE1E4E8) : Color(0x2F353E) }
  /// What is right, in a picture of right and wrong.
  var right: Color { self == .light ? Color(0xD3DAE3) : Color(0x39414D) }
  /// What was left unanswered there: neither, and not to be taken for either.
  public var unanswered: Color { self == .light ? Color(0xE0A63A) : Color(0xC9973F) }
  /// What is wrong, in a picture of right and wrong.
  public var alarm: Color { self == .light ? Color(0xD1242F) : Color(0xFF6B5E) }
}
