import Foundation

/// WordPiece as BERT's uncased models use it (Devlin et al. 2019, NAACL): text → ids of word pieces.
///
/// Clean, set ideographs apart, decompose and drop non-spacing marks, lower, split at white space and
/// punctuation, then the longest piece that fits, again and again; a word of which some part has no piece
/// is `[UNK]` as a whole, and so is one of more than 100 characters. `[UNK]`, `[CLS]`, `[SEP]`, `[PAD]` and
/// `[MASK]` in a text stand for themselves.
public struct WordPieceTokenizer: Sendable {
  /// The most ids that a text has, `[CLS]` and `[SEP]` included; what goes beyond is cut off.
  public let limit: Int
  /// How many pieces there are.
  public let pieces: Int

  private let tree: PieceTree
  private let specials: [(text: String, id: Int32)]
  private let unknown: Int32
  private let start: Int32
  private let end: Int32

  private static let longestWord = 100

  /// Reads a `vocab.txt`: one piece a line, its id the number of the line from 0; `##` before pieces that
  /// go on within a word.
  ///
  /// - Throws: `TextEncoderError` where it is missing, is not UTF-8, or lacks `[UNK]`, `[CLS]` or `[SEP]`.
  public init(vocabulary url: URL, limit: Int) throws {
    precondition(
      limit >= 2, "WordPieceTokenizer: a limit of \(limit) has no place for [CLS] and [SEP]")
    let data = try readFile(url)
    guard String(validating: data, as: UTF8.self) != nil else {
      throw TextEncoderError(path: url.path, reason: .malformed("it is not UTF-8"))
    }
    var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    var tree = PieceTree()
    var ids: [String: Int32] = [:]
    let names = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
    for (index, line) in lines.enumerated() {
      let piece = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      let id = Int32(index)
      if piece.count > 2, piece.starts(with: "##".utf8) {
        tree.insert(piece.dropFirst(2), id: id, under: .continuation)
      } else {
        tree.insert(piece, id: id, under: .start)
      }
      if piece.first == UInt8(ascii: "[") {
        for name in names where piece.elementsEqual(name.utf8) { ids[name] = id }
      }
    }
    func required(_ name: String) throws -> Int32 {
      guard let id = ids[name] else {
        throw TextEncoderError(path: url.path, reason: .missingToken(name))
      }
      return id
    }
    unknown = try required("[UNK]")
    start = try required("[CLS]")
    end = try required("[SEP]")
    specials = names.compactMap { name in ids[name].map { (text: name, id: $0) } }
    self.limit = limit
    self.tree = tree
    pieces = lines.count
  }

  /// The ids of a text between those of `[CLS]` and `[SEP]`, at most `limit`.
  ///
  /// Any text will do. Complexity: O(scalars), and memory does not grow with the text.
  public func ids(of text: String) -> [Int32] {
    var ids = [start]
    var normalization = ScalarNormalization()
    var word = Word()
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex, ids.count < limit {
      if scalars[index] == "[", let special = special(at: index, of: scalars) {
        take(&word, to: &ids)
        ids.append(special.id)
        index = scalars.index(index, offsetBy: special.text.unicodeScalars.count)
        continue
      }
      for part in normalization(scalars[index]) {
        switch part {
        case .letter(let letter): word.append(letter)
        case .space: take(&word, to: &ids)
        case .word(let whole):
          take(&word, to: &ids)
          word.append(whole)
          take(&word, to: &ids)
        }
      }
      scalars.formIndex(after: &index)
    }
    take(&word, to: &ids)
    ids.removeLast(max(0, ids.count - (limit - 1)))
    ids.append(end)
    return ids
  }

  private func special(
    at index: String.UnicodeScalarView.Index, of scalars: String.UnicodeScalarView
  ) -> (text: String, id: Int32)? {
    specials.first { scalars[index...].starts(with: $0.text.unicodeScalars) }
  }

  /// Adds the pieces of a word, if there is one, and empties it.
  private func take(_ word: inout Word, to ids: inout [Int32]) {
    if word.characters == 0 { return }
    defer { word.removeAll() }
    let before = ids.count
    var place = word.characters > Self.longestWord ? -1 : 0
    while place >= 0, place < word.bytes.count {
      let piece = tree.longestPiece(
        of: word.bytes, at: place, under: place == 0 ? .start : .continuation)
      if let piece { ids.append(piece.id) }
      place = piece?.end ?? -1
    }
    if place < 0 {
      ids.removeLast(ids.count - before)
      ids.append(unknown)
    }
  }

  /// A word as it is read; of one that is too long, only that it is.
  private struct Word {
    var bytes: [UInt8] = []
    var characters = 0

    mutating func append(_ scalar: Unicode.Scalar) {
      characters += 1
      if characters <= WordPieceTokenizer.longestWord {
        bytes.append(contentsOf: UTF8.encode(scalar)!)
      }
    }

    mutating func removeAll() {
      bytes.removeAll(keepingCapacity: true)
      characters = 0
    }
  }
}
