/// A line `tag: value` of an OBO stanza, read by the rules of OBO format 1.2 and 1.4.
struct TagLine {
  let tag: String
  /// Behind the colon, without white space at both ends, escapes and comment untouched.
  let value: String

  /// nil where the line is none.
  init?(_ line: String) {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    tag = line[..<colon].trimmed
    value = line[line.index(after: colon)...].trimmed
    guard !tag.isEmpty else { return nil }
  }

  /// The value without `! comment` and trailing `{modifiers}`, escapes resolved.
  var plain: String {
    var text = ""
    var isEscaped = false
    for character in value {
      if isEscaped {
        text.append(Self.meaning(of: character))
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "!" {
        break
      } else {
        text.append(character)
      }
    }
    text = text.trimmed
    if text.hasSuffix("}"), let brace = text.lastIndex(of: "{") { text = text[..<brace].trimmed }
    return text
  }

  /// The text in double quotes that the value begins with, and what follows it; nil where there is none or it is
  /// not closed.
  var quoted: (text: String, rest: String)? {
    guard value.first == "\"" else { return nil }
    var text = ""
    var isEscaped = false
    var index = value.index(after: value.startIndex)
    while index < value.endIndex {
      let character = value[index]
      index = value.index(after: index)
      if isEscaped {
        text.append(Self.meaning(of: character))
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        return (text, value[index...].trimmed)
      } else {
        text.append(character)
      }
    }
    return nil
  }

  private static func meaning(of escaped: Character) -> Character {
    switch escaped {
    case "n": "\n"
    case "t": "\t"
    case "W": " "
    default: escaped
    }
  }
}
