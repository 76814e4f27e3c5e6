/// Where a query says that something lies.
extension QueryParser {
  /// What lies in a region, and the region: "oligodendrocytes in layer 5". Of a region a region is a part, and no more is
  /// known of that.
  func placed(_ words: Words) -> (what: Words, region: Words)? {
    for place in words.indices.reversed()
    where QueryWords.inside.contains(words[place].lowercased()) {
      let region = trimmed(words[(place + 1)...])
      let what = trimmed(words[..<place])
      guard !region.isEmpty, !what.isEmpty,
        LayerList.layers(region) != nil || isPlace(joined(region))
      else { continue }
      let isPart = words[place].lowercased() == "of" && isPlace(joined(what))
      if !isPart, isGenericOnly(what) || isKnownSubject(what) || nearInside(what) != nil {
        return (what, region)
      }
    }
    return nil
  }

  /// A name, or each of the layers that it lists.
  func phrase(_ words: Words) -> QuerySubject {
    let text = joined(words)
    guard !isKnown(text), let layers = LayerList.layers(words) else { return .phrase(text) }
    return .anyOf(layers.map { .phrase($0) })
  }
}
