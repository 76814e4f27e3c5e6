/// What is wrong with JSON, and in which place: `configuration.latent is no whole number`.
func fault(ofDecoding error: any Error) -> String {
  switch error as? DecodingError {
  case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
  case .valueNotFound(let type, let context):
    "\(place(context.codingPath)) is null, and must be \(name(of: type))"
  case .typeMismatch(let type, let context):
    "\(place(context.codingPath)) is not \(name(of: type))"
  case .dataCorrupted(let context) where !context.codingPath.isEmpty:
    "\(place(context.codingPath)) is not what can stand there"
  default: "it is not sound JSON"
  }
}

/// `a.b[2]`; the whole file where the path is empty.
private func place(_ path: [any CodingKey]) -> String {
  let text = path.reduce("") { text, key in
    if let index = key.intValue { return "\(text)[\(index)]" }
    return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
  }
  return text.isEmpty ? "the whole" : text
}

private func name(of type: any Any.Type) -> String {
  switch type {
  case is Int.Type: "a whole number"
  case is Double.Type, is Float.Type: "a number"
  case is String.Type: "text"
  case is any Collection.Type where type is any ExpressibleByArrayLiteral.Type: "a list"
  default: "what was expected"
  }
}
