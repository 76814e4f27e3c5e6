/// Texts one behind the other in one run of tokens, without padding: nothing is computed for a place that
/// holds no token.
struct PackedTexts {
  /// `[tokens]`
  private(set) var ids: [Int32] = []
  /// The place of each token in its text, `[tokens]`.
  private(set) var positions: [Int32] = []
  /// Where each text begins, and the end of the last, `[texts + 1]`.
  private(set) var starts = [0]

  var texts: Int { starts.count - 1 }

  mutating func append(_ ids: [Int32]) {
    self.ids += ids
    positions += ids.indices.map(Int32.init)
    starts.append(self.ids.count)
  }

  /// Packs texts in their order, so that each pack is enough work for a thread and few enough for its
  /// caches. What is packed together depends on the texts alone.
  static func packs(of texts: [[Int32]]) -> [PackedTexts] {
    let tokens = texts.reduce(0) { $0 + $1.count }
    let wanted = max(fewestTokens, min(mostTokens, tokens / 8))
    var packs: [PackedTexts] = []
    var current = PackedTexts()
    for ids in texts {
      current.append(ids)
      if current.ids.count >= wanted {
        packs.append(current)
        current = PackedTexts()
      }
    }
    if current.texts > 0 { packs.append(current) }
    return packs
  }

  private static let fewestTokens = 128
  private static let mostTokens = 512
}
