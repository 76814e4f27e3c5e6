import Autodiff
import Foundation
import Testing
import TextEncoder

@Suite struct `WordPiece cuts texts as BERT's own does` {
  private func tokenizer(limit: Int = 256) throws -> WordPieceTokenizer {
    try SmallEncoder.withFolder { folder in
      try WordPieceTokenizer(
        vocabulary: folder.appendingPathComponent("vocab.txt"), limit: limit)
    }
  }

  /// The pieces of a text, by name, without `[CLS]` and `[SEP]`.
  private func pieces(_ text: String, limit: Int = 256) throws -> [String] {
    try tokenizer(limit: limit).ids(of: text).dropFirst().dropLast().map {
      SmallEncoder.pieces[Int($0)]
    }
  }

  @Test(.enabled(if: ReferenceTexts.areAvailable, "run tools/fetch-text-encoder"))
  func `the ids of the reference`() throws {
    let vocabulary = try TextEncoderLocation.find().appendingPathComponent("vocab.txt")
    let tokenizer = try WordPieceTokenizer(vocabulary: vocabulary, limit: 256)
    let words = try ReferenceTexts.words()
    #expect(words.count == 34)
    for word in words { #expect(tokenizer.ids(of: word.text) == word.ids, "\(word.text)") }
    let sentences = try ReferenceTexts.sentences()
    #expect(sentences.count == 24)
    for sentence in sentences {
      #expect(tokenizer.ids(of: sentence.text) == sentence.ids, "\(sentence.text)")
    }
  }

  @Test func `the longest piece wins, and a word with a hole is unknown as a whole`() throws {
    #expect(try pieces("microglia") == ["mi", "##cro", "##glia"])
    #expect(try pieces("microglial cells") == ["mi", "##cro", "##glial", "cell", "##s"])
    #expect(try pieces("microgliaq") == ["[UNK]"])
    #expect(try pieces("glia##s") == ["glia", "[UNK]", "[UNK]", "[UNK]"])
  }

  @Test func `accents, case, spaces, controls and ideographs`() throws {
    #expect(try pieces("Ĝlĩa") == ["glia"])
    #expect(try pieces("G\u{302}li\u{303}a\u{301}\u{300}") == ["glia"])
    #expect(try pieces("ce\u{AD}l\u{200B}l\u{0}\u{FFFD}") == ["cell"])
    #expect(
      try pieces("a\tcell\u{A0}of\r\nthe\u{2028}cortex\u{3000}x") == [
        "a", "cell", "of", "the", "cortex", "x",
      ])
    #expect(try pieces("a細cell") == ["a", "[UNK]", "cell"])
    // U+037E is a semicolon once decomposed: two words, not one.
    #expect(try pieces("a\u{37E}cell") == ["a", "[UNK]", "cell"])
  }

  @Test func `special tokens stand for themselves, in any surroundings`() throws {
    #expect(
      try pieces("a[MASK]cell[SEP][UNK") == [
        "a", "[MASK]", "cell", "[SEP]", "[UNK]", "[UNK]",
      ])
    #expect(try pieces("[mask]") == ["[UNK]", "[UNK]", "[UNK]"])
  }

  @Test func `a word of 100 characters is read and one of 101 is not`() throws {
    let hundred = String(repeating: "x", count: 100)
    #expect(try pieces(hundred) == ["x"] + Array(repeating: "##x", count: 99))
    #expect(try pieces(hundred + "x") == ["[UNK]"])
    // Marks that are dropped do not count.
    #expect(try pieces(hundred + "\u{301}").count == 100)
  }

  @Test func `what goes beyond the limit is cut off, within a word too`() throws {
    #expect(try pieces("a cell of", limit: 4) == ["a", "cell"])
    #expect(try pieces("a microglia", limit: 5) == ["a", "mi", "##cro"])
    #expect(try pieces("a cell", limit: 2) == [])
    #expect(try tokenizer().ids(of: "") == [2, 3])
    #expect(try tokenizer().ids(of: " \u{301}\u{200D}\n") == [2, 3])
  }

  @Test func `hostile texts of a million letters end within the limit of pieces`() throws {
    let tokenizer = try tokenizer()
    let million = 1_000_000
    let texts = [
      String(repeating: "x", count: million), String(repeating: "[", count: million),
      String(repeating: "e\u{301}", count: million), String(repeating: "\u{301}", count: million),
      String(repeating: "\u{0}", count: million), String(repeating: "👩‍👩‍👧 ", count: million),
      String(repeating: "한", count: million), String(repeating: "[CLS]", count: million),
      String(decoding: [0xED, 0xA0, 0x80, 0xFF, 0xC0, 0x41, 0xF4, 0x90], as: UTF8.self),
      String(
        String.UnicodeScalarView((0...0x10FFFF).lazy.compactMap { Unicode.Scalar(UInt32($0)) })),
    ]
    for text in texts {
      let ids = tokenizer.ids(of: text)
      #expect(ids.count >= 2 && ids.count <= 256)
      #expect(ids.first == 2 && ids.last == 3)
      #expect(ids.allSatisfy { $0 >= 0 && $0 < SmallEncoder.pieces.count })
    }
  }

  @Test func `every scalar between two words leaves both, or joins them`() throws {
    let tokenizer = try tokenizer()
    let (a, cell, unknown) = (Int32(5), Int32(6), Int32(1))
    for value in UInt32(0x80)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let ids = Array(tokenizer.ids(of: "a\(scalar)cell").dropFirst().dropLast())
      // Removed, a letter of one word that has no piece, white space, or a word of its own. (K, the
      // Kelvin sign, and its like become ASCII letters: still no piece.)
      let isExpected =
        ids == [unknown] || ids == [a, cell]
        || ids.count == 3 && ids.first == a && ids.last == cell
      #expect(isExpected, "U+\(String(value, radix: 16)): \(ids)")
    }
  }

  @Test func `a vocabulary that is not one is refused`() throws {
    for (content, reason) in [
      ("a\nb\n", TextEncoderError.Reason.missingToken("[UNK]")),
      ("[UNK]\n[SEP]\n", .missingToken("[CLS]")), ("[UNK]\r\n[CLS]\r\n", .missingToken("[SEP]")),
      ("", .missingToken("[UNK]")),
    ] {
      let error = #expect(throws: TextEncoderError.self) {
        try SmallEncoder.withFolder(changing: ["vocab.txt": content]) {
          try WordPieceTokenizer(
            vocabulary: $0.appendingPathComponent("vocab.txt"), limit: 256)
        }
      }
      #expect(error?.reason == reason)
    }
    try SmallEncoder.withFolder { folder in
      let url = folder.appendingPathComponent("vocab.txt")
      try Data([0xFF, 0xFE, 0x0A]).write(to: url)
      #expect(throws: TextEncoderError(path: url.path, reason: .malformed("it is not UTF-8"))) {
        try WordPieceTokenizer(vocabulary: url, limit: 256)
      }
    }
  }

  @Test func `lines that end in carriage returns are the same vocabulary`() throws {
    let content = SmallEncoder.pieces.joined(separator: "\r\n")
    try SmallEncoder.withFolder(changing: ["vocab.txt": content]) { folder in
      let found = try WordPieceTokenizer(
        vocabulary: folder.appendingPathComponent("vocab.txt"), limit: 256)
      #expect(found.pieces == SmallEncoder.pieces.count)
      for text in SmallEncoder.texts {
        #expect(try found.ids(of: text) == tokenizer().ids(of: text))
      }
    }
  }
}
