import Autodiff
import Foundation
import Testing
import TextEncoder

@Suite struct `The last blocks of an encoder can learn` {
  /// A fixed weight for each element of the vectors, so that the loss is `Σ w v`.
  private func weights(_ rows: Int, _ columns: Int) -> [Double] {
    var generator = SeededGenerator(seed: 4)
    return (0..<rows * columns).map { _ in generator.normal() }
  }

  @Test(arguments: [true, false])
  func `the gradient of every parameter that learns, against central differences`(
    normalized: Bool
  ) throws {
    try SmallEncoder.withFolder { folder in
      let encoder = try SentenceEncoder<Double>(folder: folder, tunableBlocks: 2)
      let workspace = Workspace<Double>()
      let states = encoder.frozenStates(of: SmallEncoder.texts, in: workspace)
      let weights = weights(states.texts, encoder.width)

      func loss() -> Double {
        let tape = Tape(workspace, isRecording: false)
        let found = encoder.vectors(from: states, normalized: normalized, on: tape)
        return zip(found.value.elements, weights).reduce(0) { $0 + $1.0 * $1.1 }
      }

      let tape = Tape(workspace, isRecording: true)
      let vectors = encoder.vectors(from: states, normalized: normalized, on: tape)
      tape.backward(
        from: vectors, gradient: workspace.matrix(vectors.rows, vectors.columns, weights))

      var generator = SeededGenerator(seed: 6)
      let names = encoder.store.names.filter {
        $0.hasPrefix("encoder.layer.1.") || $0.hasPrefix("encoder.layer.2.")
      }
      #expect(names.count == 32)
      for name in names {
        let parameter = try #require(encoder.store.parameter(named: name))
        let values = encoder.store.elements(of: parameter)
        let gradient = parameter.gradient.elements
        // A bias of keys shifts all scores of a row alike, which softmax does not see.
        if !name.hasSuffix("key.bias") { #expect(gradient.contains { abs($0) > 1e-3 }, "\(name)") }
        for _ in 0..<6 {
          let place = Int.random(in: 0..<values.count, using: &generator)
          let step = 1e-5
          var moved = values
          moved[place] = values[place] + step
          parameter.assign(moved)
          let above = loss()
          moved[place] = values[place] - step
          parameter.assign(moved)
          let below = loss()
          parameter.assign(values)
          let numeric = (above - below) / (2 * step)
          #expect(
            abs(numeric - gradient[place]) <= 1e-6 * max(1, abs(numeric)),
            "\(name)[\(place)]: \(gradient[place]) against \(numeric)")
        }
      }
    }
  }

  @Test func `through frozen states, vectors are what they are in one go`() throws {
    try SmallEncoder.withFolder { folder in
      let workspace = Workspace<Double>(threads: 2)
      let texts = (0..<300).map { SmallEncoder.texts[$0 % SmallEncoder.texts.count] }
      for blocks in 0...3 {
        let encoder = try SentenceEncoder<Double>(folder: folder, tunableBlocks: blocks)
        let states = encoder.frozenStates(of: texts, in: workspace)
        #expect(states.texts == texts.count)
        let tape = Tape(workspace, isRecording: false)
        let found = encoder.vectors(from: states, on: tape).value.elements
        let wanted = encoder.vectors(of: texts, in: workspace).elements
        let worst = zip(found, wanted).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst < 1e-12, "\(blocks) blocks: \(worst)")
      }
    }
  }

  @Test func `some steps lower a loss and leave every frozen byte`() throws {
    try SmallEncoder.withFolder { folder in
      let encoder = try SentenceEncoder<Float>(folder: folder, tunableBlocks: 1)
      let workspace = Workspace<Float>(threads: 2)
      let states = encoder.frozenStates(of: SmallEncoder.texts, in: workspace)
      let optimizer = AdamW(encoder.store, decay: 0.1, in: workspace)
      // Each text is to be told from all others, by the dot products of their vectors.
      let count = SmallEncoder.texts.count
      let targets = (0..<count).map(Int32.init)
      let anchors = encoder.vectors(of: SmallEncoder.texts, in: workspace).elements
      let transposed = (0..<encoder.width).flatMap { column in
        (0..<count).map { anchors[$0 * encoder.width + column] * 10 }
      }

      func step(learning: Bool) -> Float {
        let tape = Tape(workspace, isRecording: true)
        let vectors = encoder.vectors(from: states, on: tape)
        let scores = tape.matrixProduct(
          vectors, tape.constant(workspace.matrix(encoder.width, count, transposed)))
        let loss = tape.crossEntropy(
          scores, targets: targets,
          weights: workspace.matrix(count, 1, [Float](repeating: 1, count: count)))
        if learning {
          encoder.store.clearGradients()
          tape.backward(from: loss)
          optimizer.update(rate: 1e-3)
        }
        return loss.value.scalar
      }

      func bytes() -> [String: [Float]] {
        Dictionary(
          uniqueKeysWithValues: encoder.store.tensors().map { ($0.name, $0.elements) })
      }
      let before = bytes()
      let first = step(learning: true)
      for _ in 0..<19 { _ = step(learning: true) }
      let last = step(learning: false)
      #expect(last < first - 0.05, "\(first) → \(last)")
      let after = bytes()
      for (name, values) in before {
        let isFrozen = !name.hasPrefix("encoder.layer.2.")
        #expect((after[name] == values) == isFrozen, "\(name)")
      }
    }
  }

  @Test func `what was learned is kept in a file and taken over from it`() throws {
    try SmallEncoder.withFolder { folder in
      let workspace = Workspace<Float>()
      let learned = try SentenceEncoder<Float>(folder: folder, tunableBlocks: 1)
      let before = learned.vectors(of: SmallEncoder.texts, in: workspace).elements
      for tensor in learned.tunedTensors() {
        let parameter = try #require(learned.store.parameter(named: tensor.name))
        parameter.assign(tensor.elements.map { $0 * 1.5 + 0.1 })
      }
      let after = learned.vectors(of: SmallEncoder.texts, in: workspace).elements
      #expect(before != after)

      let url = folder.appendingPathComponent("tuned.safetensors")
      let tensors = learned.tunedTensors(prefix: "text.")
      #expect(tensors.count == 16)
      #expect(tensors.allSatisfy { $0.name.hasPrefix("text.encoder.layer.2.") })
      try writeSafeTensors(tensors, metadata: [:], to: url)
      let other = try SentenceEncoder<Float>(folder: folder, tunableBlocks: 1)
      try other.loadTuned(from: SafeTensorsFile(reading: url), prefix: "text.")
      #expect(other.vectors(of: SmallEncoder.texts, in: workspace).elements == after)

      let more = try SentenceEncoder<Float>(folder: folder, tunableBlocks: 2)
      #expect(throws: ParameterFileError.self) {
        try more.loadTuned(from: SafeTensorsFile(reading: url), prefix: "text.")
      }
    }
  }
}
