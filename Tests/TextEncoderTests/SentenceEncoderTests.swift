import Autodiff
import Foundation
import Testing
import TextEncoder

@Suite struct `An encoder turns texts into vectors` {
  @Test(.enabled(if: ReferenceTexts.areAvailable, "run tools/fetch-text-encoder"))
  func `the vectors of the reference`() throws {
    let sentences = try ReferenceTexts.sentences()
    let encoder = try SentenceEncoder<Float>(folder: TextEncoderLocation.find())
    let vectors = encoder.vectors(of: sentences.map(\.text), in: Workspace(threads: 2))
    #expect(encoder.width == 384 && sentences.count == 24)
    #expect(vectors.rows == 24 && vectors.columns == 384)
    for (row, sentence) in sentences.enumerated() {
      let found = vectors.row(row).map(Double.init)
      let wanted = sentence.embedding
      let worst = zip(found, wanted).map { abs($0 - $1) }.max() ?? .infinity
      let cosine = dot(found, wanted) / (dot(found, found) * dot(wanted, wanted)).squareRoot()
      #expect(worst < 1e-5 && cosine > 0.99999, "\(sentence.text): \(worst), \(cosine)")
    }
    // Many packs, one a thread; and one pack, whose operations the threads share.
    for texts in [sentences.map(\.text), [sentences.map(\.text).joined(separator: " ")]] {
      let one = encoder.vectors(of: texts, in: Workspace(threads: 1)).elements
      #expect(encoder.vectors(of: texts, in: Workspace(threads: 3)).elements == one)
    }
  }

  private func dot(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test func `no vector depends on the texts around it, and none is there without a text`() throws {
    try SmallEncoder.withFolder { folder in
      let encoder = try SentenceEncoder<Double>(folder: folder)
      let workspace = Workspace<Double>()
      let together = encoder.vectors(of: SmallEncoder.texts, in: workspace)
      #expect(together.rows == SmallEncoder.texts.count && together.columns == 12)
      for (row, text) in SmallEncoder.texts.enumerated() {
        let alone = encoder.vectors(of: [text], in: workspace).elements
        let worst = zip(alone, together.row(row)).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst < 1e-12, "\(text): \(worst)")
        #expect(abs(dot(alone, alone) - 1) < 1e-12, "\(text)")
      }
      #expect(encoder.vectors(of: [], in: workspace).rows == 0)
    }
  }

  @Test func `as they are, vectors point the same way and keep their length`() throws {
    try SmallEncoder.withFolder { folder in
      let encoder = try SentenceEncoder<Double>(folder: folder)
      let workspace = Workspace<Double>()
      let units = encoder.vectors(of: SmallEncoder.texts, in: workspace)
      let raw = encoder.vectors(of: SmallEncoder.texts, normalized: false, in: workspace)
      for row in 0..<raw.rows {
        let (x, unit) = (raw.row(row), units.row(row))
        let length = dot(x, x).squareRoot()
        #expect(abs(length - 1) > 1e-3)
        #expect(abs(dot(x, unit) - length) < 1e-9)
      }
    }
  }

  @Test func `word order matters, and so does every word`() throws {
    try SmallEncoder.withFolder { folder in
      let encoder = try SentenceEncoder<Double>(folder: folder)
      let vectors = encoder.vectors(
        of: ["cell of the cortex", "cortex of the cell", "cell of the layer"], in: Workspace())
      #expect(dot(vectors.row(0), vectors.row(1)) < 0.999)
      #expect(dot(vectors.row(0), vectors.row(2)) < 0.999)
    }
  }

  @Test func `threads change no bit, over many packs`() throws {
    try SmallEncoder.withFolder { folder in
      let encoder = try SentenceEncoder<Float>(folder: folder)
      let texts = (0..<700).map { SmallEncoder.texts[$0 * 7 % SmallEncoder.texts.count] }
      let one = encoder.vectors(of: texts, in: Workspace(threads: 1)).elements
      for threads in [2, 3, 8] {
        #expect(encoder.vectors(of: texts, in: Workspace(threads: threads)).elements == one)
      }
      // Packs come in the order of their texts.
      let few = encoder.vectors(of: SmallEncoder.texts, in: Workspace())
      for row in 0..<texts.count {
        let start = row * 12
        let known = few.row(row * 7 % SmallEncoder.texts.count)
        let worst = zip(one[start..<start + 12], known).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst < 1e-5, "text \(row)")
      }
    }
  }

  @Test func `names of tensors may begin with bert`() throws {
    let plain = try SmallEncoder.withFolder { folder in
      try SentenceEncoder<Double>(folder: folder).vectors(
        of: SmallEncoder.texts, in: Workspace()
      ).elements
    }
    let prefixed = try SmallEncoder.withFolder(prefix: "bert.") { folder in
      try SentenceEncoder<Double>(folder: folder).vectors(
        of: SmallEncoder.texts, in: Workspace()
      ).elements
    }
    #expect(plain == prefixed)
  }

  @Test func `texts longer than the model reads are cut, not refused`() throws {
    try SmallEncoder.withFolder { folder in
      let encoder = try SentenceEncoder<Double>(folder: folder)
      #expect(encoder.configuration.limit == 16)
      let long = String(repeating: "cell ", count: 500)
      let vectors = encoder.vectors(
        of: [long, String(repeating: "cell ", count: 14)], in: Workspace())
      #expect(vectors.row(0) == vectors.row(1))
      #expect(vectors.elements.allSatisfy { $0.isFinite })
    }
  }
}
