import Autodiff
import Foundation
import Histoglot
import Testing

@Suite("A model folder that was damaged or edited")
struct HostileModelFolderTests {
  private let folder: SmallModelFolder
  private let tissue: SmallTissue

  init() throws {
    folder = try SmallModelFolder()
    tissue = SmallTissue(cells: 60, seed: 3)
  }

  /// Reads and, where that succeeds, annotates; every error must be one line that names the folder's file.
  ///
  /// - Returns: the line, nil where the folder was read and gave probabilities.
  private func refusal(_ context: String) throws -> String? {
    let model: TissueModel
    do {
      model = try ModelFolder(folder.url).read()
    } catch {
      let line = "\(error)"
      #expect(error is ModelError || error is ParameterFileError, "\(context): \(line)")
      #expect(line.hasPrefix(folder.url.path), "\(context): \(line)")
      #expect(!line.contains("\n") && line.contains("; "), "\(context): \(line)")
      return line
    }
    let section = try PreparedSection(
      tissue.section, vocabulary: model.vocabulary,
      neighbours: model.configuration.encoder.neighbours, threads: 1)
    let annotation = SectionAnnotation(section, model: model, in: Workspace(threads: 1))
    #expect(annotation.latents.allSatisfy { $0.isFinite }, "\(context)")
    for labels in annotation.labels {
      if let novelty = labels.novelty {
        #expect(novelty.allSatisfy { $0.isFinite }, "\(context)")
      }
      for cell in 0..<labels.cellCount {
        #expect(abs(labels.values[row: cell].reduce(0, +) - 1) < 1e-6, "\(context)")
      }
    }
    return nil
  }

  @Test("is sound to begin with")
  func soundness() throws { #expect(try refusal("untouched") == nil) }

  @Test(
    "is refused or works, whatever number is changed to whatever else",
    arguments: ["config.json", "labels.json", "alignment.json"])
  func numbers(file: String) throws {
    let sound = try folder.json(file)
    #expect(sound.numbers.count >= 10)
    let others = ["0", "-1", "3", "1e12", "1e300", "0.5", "null", "\"x\""]
    for place in sound.numbers {
      for other in others {
        try folder.write(sound.replacing(place[...], with: .number(other)), to: file)
        _ = try refusal("\(file) \(place.joined(separator: ".")) = \(other)")
      }
    }
  }

  @Test(
    "is refused or works, whatever is left out, emptied or of another kind",
    arguments: ["config.json", "labels.json", "alignment.json"])
  func parts(file: String) throws {
    let sound = try folder.json(file)
    for place in sound.places {
      for other in [nil, JSONNode.other("{}"), .other("[]"), .text(""), .other("true")] {
        try folder.write(sound.replacing(place[...], with: other), to: file)
        _ = try refusal("\(file) \(place.joined(separator: ".")) = \(other?.text ?? "nothing")")
      }
    }
  }

  @Test(
    "is refused by the value that no model can have",
    arguments: [
      ("config.json", "configuration.encoder.heads", "0"),
      ("config.json", "configuration.encoder.heads", "3"),
      ("config.json", "configuration.encoder.width", "3"),
      ("config.json", "configuration.encoder.width", "1e12"),
      ("config.json", "configuration.encoder.dropout", "3"),
      ("config.json", "configuration.encoder.dropout", "-0.1"),
      ("config.json", "configuration.encoder.neighbours", "-1"),
      ("config.json", "configuration.encoder.neighbours", "1e12"),
      ("config.json", "configuration.encoder.blocks", "[]"),
      ("config.json", "configuration.latent", "0"),
      ("config.json", "configuration.latent", "1e12"),
      ("config.json", "configuration.components", "0"),
      ("config.json", "configuration.components", "1e12"),
      ("config.json", "configuration.decoderWidth", "1e12"),
      ("config.json", "configuration.without", "[\"flow-attention\"]"),
      ("config.json", "configuration.without", "[\"mixture-prior\"]"),
      ("config.json", "configuration.without", "[\"masking\",\"masking\"]"),
      ("config.json", "configuration.without", "[\"luck\"]"),
      ("labels.json", "0.without", "[\"luck\"]"),
      ("labels.json", "0.without", "[\"context\",\"context\"]"),
      ("labels.json", "0.without", "[\"own-token\",\"transformer\"]"),
      ("labels.json", "0.without", "[\"context\",\"linear-own\",\"network-own\"]"),
      ("config.json", "depth", "0"), ("config.json", "depth", "-1"),
      ("labels.json", "0.temperature", "0"), ("labels.json", "0.temperature", "-1"),
      ("labels.json", "0.experts", "[]"), ("labels.json", "0.smoothing", "-1"),
      ("labels.json", "0.smoothing", "1e12"), ("labels.json", "0.threshold", "1.5"),
      ("labels.json", "0.threshold", "-0.5"), ("labels.json", "0.experts.1.weight", "-1"),
      ("labels.json", "0.experts.1.temperature", "0"), ("labels.json", "0.categories", "[]"),
      ("labels.json", "0.categories", "[\"a\",\"a\"]"),
      ("labels.json", "0.categories", "[\"a\",\"Unknown\"]"),
      ("labels.json", "0.colors", "[\"#112233\"]"), ("labels.json", "0.key", "\"\""),
      ("labels.json", "0.validation.accuracy", "7"), ("labels.json", "0.rings", "[]"),
      ("labels.json", "0.rings", "[5,5]"), ("labels.json", "0.rings", "[15,5]"),
      ("labels.json", "0.rings", "[0,5]"), ("labels.json", "0.rings", "[5,100000000]"),
      ("labels.json", "0.novelty.kind", "\"transformer\""),
      ("labels.json", "0.novelty.energy.deviation", "0"),
      ("labels.json", "0.novelty.energy.mean", "1e300"),
      ("labels.json", "0.novelty.unlabelled.deviation", "-1"),
      ("labels.json", "0.novelty.unexplained.deviation", "0"),
      ("labels.json", "0.novelty.width", "null"), ("labels.json", "0.novelty.width", "257"),
      ("labels.json", "0.novelty.walk.deviation", "0"),
      ("labels.json", "0.novelty.walk.cells", "1e6"),
      ("labels.json", "0.novelty.walk.cells", "-1"),
      ("labels.json", "0.novelty.surroundings", "{\"mean\": 0, \"deviation\": 1}"),
      ("labels.json", "0.novelty.threshold", "1e12"),
      ("alignment.json", "temperature", "0"), ("alignment.json", "cells.inner", "1e12"),
      ("alignment.json", "cells.pooledCells", "0"), ("alignment.json", "regions.outputs", "-1"),
      ("alignment.json", "cells.dropout", "1"), ("alignment.json", "features.genes", "[0,4,24]"),
      ("alignment.json", "features.genes", "[0,4,4]"),
      ("alignment.json", "features.deviation", "[1,0,1]"), ("alignment.json", "texts", "[]"),
    ])
  func value(file: String, place: String, other: String) throws {
    let path = place.split(separator: ".").map(String.init)
    try folder.write(try folder.json(file).replacing(path[...], with: .other(other)), to: file)
    let line = try #require(try refusal("\(file) \(place) = \(other)"))
    let name = try #require(path.last)
    #expect(line.contains(file) && line.contains(name), "\(line)")
  }

  @Test(
    "gives a finite novelty whatever the profiles of its categories are", arguments: [-1, 0, 3e38])
  func profiles(value: Float) throws {
    for (name, first) in [("variances", 0), ("variances", 24), ("means", 0), ("means", 24)] {
      let model = SmallTissue.model()
      let full = try #require(model.store.names.first { $0.hasSuffix("profiles.\(name)") })
      let parameter = try #require(model.store.parameter(named: full))
      var values = parameter.value.elements
      for place in first..<min(first + 24, values.count) { values[place] = value }
      parameter.assign(values)
      let annotation = SectionAnnotation(
        try tissue.prepared(), model: model, in: Workspace(threads: 1))
      let novelty = try #require(annotation.labels[0].novelty)
      #expect(novelty.allSatisfy { $0.isFinite }, "\(name) from \(first)")
    }
  }

  @Test("is refused where no expert has a weight, or one is not a number")
  func weights() throws {
    var tasks = try folder.json("labels.json")
    for expert in LabelExpert.Kind.allCases.indices {
      tasks = tasks.replacing(["0", "experts", "\(expert)", "weight"], with: .number("0"))
    }
    for (text, what) in [
      (tasks.text, "weight"),
      (tasks.text.replacingOccurrences(of: "\"weight\":0", with: "\"weight\":NaN"), "JSON"),
    ] {
      try Data(text.utf8).write(to: folder.url.appendingPathComponent("labels.json"))
      let line = try #require(try refusal(what))
      #expect(line.contains(what), "\(line)")
    }
  }

  @Test("is refused where two tasks have one key")
  func twice() throws {
    guard case .list(let tasks) = try folder.json("labels.json") else { return }
    try folder.write(.list(tasks + tasks), to: "labels.json")
    let line = try #require(try refusal("twice"))
    #expect(line.contains("[1].key"), "\(line)")
  }

  @Test("is refused where the shape would take memory that the weights do not")
  func memory() throws {
    let places = ["width", "innerWidth"].map { ["configuration", "encoder", $0] }
    let config = places.reduce(try folder.json("config.json")) {
      $0.replacing($1[...], with: .number("65536"))
    }
    try folder.write(config, to: "config.json")
    let line = try #require(try refusal("wide"))
    #expect(line.contains("the model wants"), "\(line)")
  }

  @Test("is refused where a tensor is missing, misshapen or not finite", arguments: [0, 1, 2])
  func tensors(fault: Int) throws {
    for name in ["model.safetensors", "alignment.safetensors"] {
      let path = folder.url.appendingPathComponent(name)
      let whole = try Data(contentsOf: path)
      defer { try? whole.write(to: path) }
      let file = try SafeTensorsFile(reading: path)
      let tensors = try file.entries.map {
        NamedTensor(
          name: $0.name, shape: $0.shape, elements: try file.elements(of: $0, as: Float.self))
      }
      for index in tensors.indices {
        var spoilt = tensors
        switch fault {
        case 0: spoilt.remove(at: index)
        case 1:
          spoilt[index] = NamedTensor(
            name: tensors[index].name, shape: [1, tensors[index].elements.count, 1],
            elements: tensors[index].elements)
        default:
          var elements = tensors[index].elements
          elements[elements.count - 1] = index % 2 == 0 ? .nan : -.infinity
          spoilt[index] = NamedTensor(
            name: tensors[index].name, shape: tensors[index].shape, elements: elements)
        }
        try writeSafeTensors(spoilt, metadata: [:], to: path)
        let line = try #require(try refusal("\(name) \(tensors[index].name)"))
        #expect(line.contains(tensors[index].name), "\(line)")
      }
    }
  }

  @Test("is refused where a file was cut short or lists no genes")
  func cut() throws {
    for name in ["model.safetensors", "alignment.safetensors", "config.json", "labels.json"] {
      let path = folder.url.appendingPathComponent(name)
      let whole = try Data(contentsOf: path)
      defer { try? whole.write(to: path) }
      for count in [0, 1, 7, 8, 9, whole.count / 2, whole.count - 1] {
        try whole.prefix(count).write(to: path)
        #expect(try refusal("\(name) of \(count) bytes") != nil, "\(name) of \(count) bytes")
      }
    }
    for text in ["", "name\tensembl_id\n", "name\tensembl_id\n\tENS1\n", "a\r\nb\r\n"] {
      try Data(text.utf8).write(to: folder.url.appendingPathComponent("genes.tsv"))
      #expect(try refusal("genes \(text)") != nil)
    }
  }

  @Test("whose genes stand in lines of another system is read")
  func otherLineEnds() throws {
    let path = folder.url.appendingPathComponent("genes.tsv")
    let text = try String(contentsOf: path, encoding: .utf8)
    try text.replacingOccurrences(of: "\n", with: "\r\n").write(
      to: path, atomically: true, encoding: .utf8)
    #expect(try refusal("CRLF") == nil)
  }
}
