/// Text cut to the room there is.
package enum TextFitting {
  /// `text`, or as much of its beginning and end as fits in `width` around "…".
  ///
  /// The middle goes first: names of cell types often differ only in their last characters.
  package static func ellipsised(_ text: String, width: Double, style: TextStyle) -> String {
    guard TextLine(text, style).width > width else { return text }
    let characters = Array(text)
    var (low, high) = (0, characters.count - 1)
    func shortened(_ kept: Int) -> String {
      let tail = kept / 3
      let head = String(characters.prefix(kept - tail)).trimmingSpacesAtEnd
      return head + "…" + String(characters.suffix(tail).drop { $0 == " " })
    }
    while low < high {
      let middle = (low + high + 1) / 2
      if TextLine(shortened(middle), style).width <= width {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low == 0 && TextLine("…", style).width > width ? "" : shortened(low)
  }

  /// `text` broken at spaces into at most `limit` lines of `width`; what is left over is ellipsised.
  package static func wrapped(_ text: String, width: Double, limit: Int, style: TextStyle)
    -> [String]
  {
    var lines: [String] = []
    var words = text.split(whereSeparator: \.isWhitespace)[...]
    while let first = words.popFirst(), lines.count < limit {
      if lines.count == limit - 1 {
        let rest = ([first] + words).joined(separator: " ")
        lines.append(ellipsised(rest, width: width, style: style))
        break
      }
      var line = String(first)
      while let next = words.first, TextLine(line + " " + next, style).width <= width {
        line += " " + next
        words.removeFirst()
      }
      lines.append(ellipsised(line, width: width, style: style))
    }
    return lines
  }
}

extension String {
  fileprivate var trimmingSpacesAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
